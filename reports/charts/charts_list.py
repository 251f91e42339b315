"""Every chart, in the order of the page."""

from reports.charts import (
    cost,
    loss,
    overview,
    phases,
    speedup,
    spread,
    time,
    timeline,
)
from reports.charts.chart import Chart

CHARTS: tuple[Chart, ...] = (
    overview.CHART,
    time.CHART,
    speedup.CHART,
    phases.CHART,
    spread.CHART,
    cost.CHART,
    loss.CHART,
    timeline.CHART,
)
