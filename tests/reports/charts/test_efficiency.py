"""The efficiency chart, and the share of the measured CPU limit."""

import pytest
from charts_read import cells, figures, reading
from fixtures import row, twice_as_fast

PROBES = {"role": "probe", "workload": "capacity", "tasks": 1}


def test_the_share_is_of_what_the_machine_can_do(drawings):
    probes = [
        row(block, "thread_per_task", copies, 1.0 * copies / capacity,
            params=f'{{"copies":{copies}}}', position=copies, digest="x" + "0" * 15 + str(copies),
            **PROBES)
        for block in range(1, 7)
        for copies, capacity in ((1, 1.0), (2, 1.6))
    ]  # fmt: skip
    found = drawings([*cells(("tbb", 2, 0.78125), ("tbb", 8, 0.78125)), *probes])
    chart = found["primes-efficiency"]
    assert figures(chart, "efficiency") == pytest.approx({("tbb", 2): 0.64, ("tbb", 8): 0.16})
    assert figures(chart, "of_capacity") == pytest.approx({("tbb", 2): 0.8, ("tbb", 8): 0.8})
    assert chart.reading == (
        "Recommended: tbb N=2, efficiency 64 %, 80 % of the measured 2-CPU limit (1.60×); "
        "highest at N=8: tbb N=8, efficiency 16 %, 80 % of the measured 2-CPU limit (1.60×)."
    )
    labels = [axes.get_ylabel() for axes in chart.page.figure.axes]
    assert labels == ["efficiency = speedup / N", "share of CPU limit = speedup / limit"]


def test_without_probes_efficiency_stands_alone(drawings):
    found = drawings(twice_as_fast())
    assert reading(found, "efficiency") == "Recommended: thread_pool N=2, efficiency 100 %."
    assert len(found["primes-efficiency"].page.figure.axes) == 1
    assert not figures(found["primes-efficiency"], "of_capacity")
