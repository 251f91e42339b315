"""One look for one runner, everywhere."""

import re

from fixtures import ROOT, RUNNERS

from reports.charts.plot import style
from reports.verdicts import verdicts

FUTURE = RUNNERS | {
    "asio": "event_loop",
    "mpi_pool": "mpi",
    "python_threads": "cpython",
    "python_processes": "cpython",
}


def test_colour_says_the_family_and_every_runner_of_the_registry_looks_different():
    looks = style.looks(FUTURE, [])
    assert {
        looks[name].colour for name in ("process_per_task", "process_pool", "process_pool_pipe")
    } == {style.COLOURS["processes"]}
    assert (
        len(
            {
                looks[name].colour
                for name in (
                    "serial",
                    "tbb",
                    "thread_pool",
                    "process_pool",
                    "asio",
                    "mpi_pool",
                    "python_threads",
                )
            }
        )
        == 7
    )
    assert len(set(looks.values())) == len(FUTURE)


def test_print_without_colour_tells_the_runners_apart_by_marker_alone():
    looks = style.looks(FUTURE, [])
    assert len({looks[name].marker for name in FUTURE}) == len(FUTURE)


def test_members_of_a_family_differ_in_dash():
    looks = style.looks(RUNNERS, [])
    assert (
        len(
            {
                str(looks[name].dash)
                for name in ("process_per_task", "process_pool", "process_pool_pipe")
            }
        )
        == 3
    )


def test_the_look_does_not_depend_on_what_a_run_holds():
    whole = style.looks(RUNNERS, list(RUNNERS))
    for name in RUNNERS:
        assert style.looks(RUNNERS, [name, "stranger"])[name] == whole[name]


def test_a_runner_appended_to_the_registry_changes_no_other_look():
    before = style.looks(RUNNERS, [])
    after = style.looks(RUNNERS | {"thread_pool_stealing": "threads"}, [])
    assert {name: after[name] for name in RUNNERS} == before


def test_strangers_are_grey_and_distinct():
    looks = style.looks(RUNNERS, ["b", "a", "serial"])
    assert looks["a"].colour == looks["b"].colour == style.UNKNOWN_COLOUR
    assert looks["a"].marker != looks["b"].marker
    assert looks["a"] == style.looks(RUNNERS, ["a", "b"])["a"]


def test_an_unknown_family_is_drawn_too():
    assert style.looks({"gpu": "accelerators"}, [])["gpu"].colour == style.UNKNOWN_COLOUR


def registry():
    """runners/CMakeLists.txt: name -> family."""
    lines = (ROOT / "runners" / "CMakeLists.txt").read_text("utf-8")
    return dict(re.findall(r"^add_(?:script_)?runner\((\w+) +(\w+)", lines, re.MULTILINE))


def test_colour_and_marker_alone_tell_all_runners_of_this_tree_apart():
    runners = registry()
    looks = style.looks(runners, [])
    assert len(runners) >= 30
    assert len({(look.colour, look.marker) for look in looks.values()}) == len(runners)


def test_every_family_of_this_tree_has_a_colour_and_a_place_in_the_order_of_cost():
    assert set(registry().values()) <= set(style.COLOURS) == set(verdicts.FAMILIES)
