"""A chart draws nine runners at most, and names the others."""

from experiments import experiment, judged

from reports.charts import folding
from reports.charts.sheet import everything, sheets

# Twelve: the later, the faster; CPython's is the slowest of all.
NAMES = [
    "serial", "python_threads", "thread_per_task", "thread_pool", "process_per_task",
    "process_pool", "process_pool_pipe", "tbb", "openmp", "made_1", "made_2", "made_3",
]  # fmt: skip


def sheet(tmp_path, names):
    walls = {(name, 1 if name == "serial" else 2): 2.0 - 0.1 * place
             for place, name in enumerate(names)}  # fmt: skip
    one = judged(tmp_path, experiment("primes", {"count": 128, "set": "even"}, walls))
    return sheets(one, everything(one.run))[0]


def test_nine_are_drawn_with_one_of_each_family_and_the_rest_is_named(tmp_path):
    found = sheet(tmp_path, NAMES)
    assert len(found.runners) == 9 and len(found.folded) == 3
    assert {"serial", "python_threads", "made_3"} <= set(found.runners)
    assert found.folded == ["thread_per_task", "process_per_task", "process_pool"]
    assert folding.note(found.folded).endswith(
        "In the tables alone: thread_per_task, process_per_task, process_pool."
    )


def test_with_nine_all_are_drawn(tmp_path):
    found = sheet(tmp_path, NAMES[:9])
    assert len(found.runners) == 9 and not found.folded and folding.note(found.folded) == ""
