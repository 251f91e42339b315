"""Which settings of a run change timings, what they are called, and where runs differ in them."""

import re

import pytest
from fixtures import ROOT

from reports.verdicts import factors

TABLE = re.compile(r"^\| `(\w+)` \| \w+ \| (\w+) \| (\w+) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def documented():
    """Keys that compare warns of, and those that --resume refuses."""
    rows = TABLE.findall((ROOT / "docs" / "environment.md").read_text("utf-8"))
    assert len(rows) > 40
    return (
        {key for key, compare, _ in rows if compare == "yes"},
        {key for key, _, resume in rows if resume == "yes"},
    )


def test_every_factor_that_the_driver_writes_has_a_name(documented):
    compared, resumed = documented
    assert set(factors.FACTORS) == compared
    assert set(factors.NAMES) == compared | resumed


def test_members_of_an_object_differ_by_themselves():
    preloaded = {"LD_PRELOAD": "/a.so", "MALLOC_ARENA_MAX": "1"}
    runs = [
        {"environment_inherited": preloaded, "limits": {"nofile": 1024, "stack": 8388608}},
        {"environment_inherited": {"MALLOC_ARENA_MAX": "1"}, "limits": {"nofile": 1024}},
    ]
    assert list(factors.differing(runs)) == [
        ("LD_PRELOAD", ["/a.so", "not set"]),
        ("limit stack", ["8388608", "not set"]),
    ]


def test_what_a_run_did_not_record_is_no_difference_and_what_it_did_not_find_is():
    assert list(factors.differing([{}, {"nice": 5}, {"nice": 5}])) == []
    assert list(factors.differing([{}, {"nice": 5}, {"nice": 0}])) == [
        ("nice value", [None, "5", "0"])
    ]
    assert list(factors.differing([{"boost": None}, {"boost": False}])) == [
        ("frequency boost", ["unknown or none", "no"])
    ]
    assert list(factors.differing([{"core_types": None}, {"core_types": {"P": "0-3"}}])) == [
        ("core types", ["unknown or none", "P 0-3"])
    ]


def test_usual_settings_are_not_mentioned():
    usual = {
        "nice": 0, "scheduling_policy": "other", "memory_policy": "default",
        "randomized_addresses": True, "environment_inherited": {"LD_LIBRARY_PATH": "/opt/lib"},
    }  # fmt: skip
    assert factors.unusual(usual) == {} == factors.unusual({})
    unknown = {"nice": None, "scheduling_policy": None, "memory_policy": None}
    assert factors.unusual(unknown) == {}


def test_unusual_settings_are_named_with_their_values():
    facts = {
        "nice": -5, "scheduling_policy": "fifo", "memory_policy": "interleave 0-1",
        "randomized_addresses": False, "environment_inherited": {"LD_PRELOAD": "/a.so"},
    }  # fmt: skip
    assert factors.unusual(facts) == {
        "nice -5": "nice -5",
        "policy fifo": "scheduling policy fifo",
        "memory policy": "memory policy interleave 0-1",
        "fixed addresses": "addresses that are not randomized",
        "LD_PRELOAD": "LD_PRELOAD=/a.so",
    }


def test_a_variable_that_its_runner_replaces_is_not_mentioned():
    facts = {
        "environment_inherited": {"OMP_NUM_THREADS": "4", "OMP_MAX_TASK_PRIORITY": "1"},
        "environment_set": {"timer slack": "1 ns", "openmp: OMP_NUM_THREADS": ""},
    }
    assert list(factors.unusual(facts)) == ["OMP_MAX_TASK_PRIORITY"]


@pytest.mark.parametrize("odd", [None, 0, "text", [1], {"a": {}}, True])
def test_an_edited_file_is_read_all_the_same(odd):
    facts = {key: odd for key in (*factors.NAMES, "sessions")}
    assert isinstance(factors.unusual(facts), dict)
    assert factors.changed_sessions(facts) == []
    assert list(factors.differing([facts, facts])) == []
    assert factors.changed_sessions({"sessions": [odd, {"changed": odd, "session": "2"}]}) in (
        [], [("2", {"sessions": [odd, {"changed": odd, "session": "2"}], "a": {}})]
    )  # fmt: skip
