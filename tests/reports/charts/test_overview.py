"""The overview: a panel per experiment, or of each workload one that has a speedup."""

from fixtures import row, twice_as_fast


def test_reads_the_recommended_cell_of_each_panel(drawings):
    rows = [*twice_as_fast(), *twice_as_fast(workload="sleep", params="{}")]
    assert drawings(rows)["overview"].reading == (
        "Recommended. primes: thread_pool N=2, 2.00× serial; sleep: thread_pool N=2, 2.00× serial."
    )


def test_of_many_parameter_sets_one_that_has_a_speedup_is_shown(draw):
    rows = [row(1, "tbb", 2, 0.1, params='{"a":0}')]
    rows += [one for a in range(1, 12) for one in twice_as_fast(1, params=f'{{"a":{a}}}')]
    table = draw(rows).table("overview")
    assert {figures["params"] for figures in table} == {'{"a":1}'}
