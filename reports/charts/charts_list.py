"""Every chart, in the order of the page."""

from reports.charts import cost, efficiency, loss, overview, phases, speedup, time, timeline
from reports.charts.chart import Chart

CHARTS: tuple[Chart, ...] = (
    overview.CHART,
    time.CHART,
    speedup.CHART,
    efficiency.CHART,
    phases.CHART,
    cost.CHART,
    loss.CHART,
    timeline.CHART,
)
