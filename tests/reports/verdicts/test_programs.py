"""What is said of the CPU time of a user's programs."""

import pytest
from fixtures import environment, row

PARALLEL = "serial keeps 1.9 CPUs busy: these programs run in parallel themselves"


def runs(cpu_s, **others):
    return [
        row(block, runner, workers, wall_s, cpu_s=cpu_s,
            **{"workload": "command", "params": '{"run":"x"}'} | others)
        for block in range(1, 7)
        for runner, workers, wall_s in (("serial", 1, 1.0), ("thread_pool", 2, 0.5))
    ]  # fmt: skip


@pytest.fixture
def answered(said):
    def of(cpu_s, kind="unknown", **others):
        about = environment() | {"workloads": [{"name": "command", "about": "", "kind": kind}]}
        return said(runs(cpu_s, **others), about=about)

    return of


def test_programs_that_use_several_cpus_are_a_warning(answered):
    assert PARALLEL in answered(1.93).warnings
    assert not any("keeps" in text for text in answered(1.93).details)


def test_the_share_of_a_cpu_that_one_task_at_a_time_uses_is_a_detail(answered):
    one = answered(0.25)
    assert "serial keeps a CPU busy for 25 % of a pass, and else waits" in one.details
    assert not any("keep" in text for text in one.warnings)


def test_nothing_is_said_where_the_kind_of_work_is_known_or_cpu_time_was_not_read(answered):
    for one in (answered(1.93, kind="compute"), answered("")):
        assert not any("keep" in text for text in (*one.warnings, *one.details))


def test_no_limit_is_claimed_for_programs(answered):
    assert answered(1.0).limit == ""
