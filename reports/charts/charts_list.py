"""Every chart, in the order of the page."""

from reports.charts import (
    advice_rate,
    advice_throughput,
    cost,
    latency,
    latency_by_rate,
    latency_tail,
    loss,
    lost_updates,
    overview,
    phases,
    speedup,
    spread,
    time,
    timeline,
)
from reports.charts.chart import Chart

CHARTS: tuple[Chart, ...] = (
    advice_rate.CHART,
    advice_throughput.CHART,
    overview.CHART,
    latency_by_rate.CHART,
    latency.CHART,
    latency_tail.CHART,
    time.CHART,
    speedup.CHART,
    phases.CHART,
    spread.CHART,
    cost.CHART,
    loss.CHART,
    lost_updates.CHART,
    timeline.CHART,
)
