"""The command that would answer what a run left open."""

from experiments import equal, one_bad_block
from fixtures import environment, row, twice_as_fast


def rising(runner="tbb"):
    """Twice as fast with twice the workers."""
    return [
        row(block, name, n, 1.0 / n)
        for block in range(1, 7)
        for name, n in (("serial", 1), (runner, 2), (runner, 4))
    ]


def test_no_gain_yet_names_the_blocks_that_may_show_one(said):
    one = said(equal([("tbb", 2)], wall_s=0.9, sd=0.12, blocks=4))
    start = "to decide: parbench run -w primes --blocks "
    assert one.next_step.sentence.startswith(start)
    blocks = one.next_step.sentence[len(start) :]
    assert 4 < int(blocks) <= 80
    assert f"1 cell inconclusive against serial: about {blocks} blocks decide them" in one.details


def test_the_largest_tried_comes_with_the_command_that_goes_on(said):
    words = "N=4 still gains: parbench run -w primes -R tbb -j 4,8,16"
    assert said(rising()).next_step.sentence == words


def test_the_command_repeats_the_parameters_and_the_path_that_the_run_was_given(said):
    line = ["parbench", "run", "-s", "primes.count=64,128", "-R", "serial,./build/my_pool"]
    one = said(rising("my_pool"), about=environment(command_line=line))
    assert one.next_step.command == (
        "parbench run -w primes -s primes.count=128 -R ./build/my_pool -j 4,8,16"
    )


def test_blocks_that_load_took_ask_for_an_idle_machine(said):
    """The run had the blocks that a verdict needs: as many again would not help."""
    rows = equal([("tbb", 2), ("openmp", 2)], wall_s=1.0, blocks=4)
    for one in rows:
        if one["runner"] == "openmp" and one["block"] > 1:
            one["contamination"] = "foreign"
    assert said(rows).next_step.command == "parbench run -w primes --wait 20m"


def test_too_few_blocks_ask_for_as_many_as_a_verdict_needs(said):
    one = said(twice_as_fast(blocks=1))
    assert one.next_step.command == "parbench run -w primes --blocks 3"


def test_a_busy_machine_is_to_be_waited_for(said):
    one = said([values | {"contamination": "foreign"} for values in twice_as_fast()])
    assert one.next_step.sentence == "on an idle machine: parbench run -w primes --wait 20m"


def test_nothing_is_left_open_where_a_gain_is_shown_and_more_workers_do_not_add(said):
    assert said(twice_as_fast()).next_step is None


def test_a_tied_cell_that_is_not_shown_to_be_faster_leaves_the_best_open(said):
    step = said(one_bad_block()).next_step
    assert step.sentence == "which is best is open: parbench run -w primes --blocks 8"
    assert said(one_bad_block(openmp=0.55)).next_step is None  # tbb is near the best: 83 %


def test_a_tied_cell_that_load_took_blocks_from_asks_for_an_idle_machine(said):
    rows = one_bad_block()
    for one in rows:
        if (one["runner"], one["block"]) in (("serial", 1), ("openmp", 2)):
            one["contamination"] = "foreign"
    assert said(rows).next_step.command == "parbench run -w primes --wait 20m"


def test_another_cell_that_stays_undecided_is_no_reason_to_measure_again(said):
    noisy = equal([("openmp", 2)], wall_s=0.9, sd=0.12, blocks=4)
    one = said(noisy + [row(block, "tbb", 2, 0.5) for block in range(1, 5)])
    assert one.runners == ["tbb"] and any("inconclusive" in text for text in one.details)
    assert one.next_step is None
