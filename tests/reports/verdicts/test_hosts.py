"""What is said of a run with hosts, and what must not be said of its cells from this machine."""

import pytest
from experiments import EVEN, experiment
from fixtures import row
from hosted import LISTED, PROBES, WALLS, judged, rows, run

from reports.notes.claims.comparison import INCONCLUSIVE, REPRODUCED
from reports.notes.claims.remote_queue import sent_through_a_queue
from reports.notes.explanations import puzzles
from reports.notes.models import models
from reports.output import summary_text
from reports.verdicts import factors, hosts, reporting_rules
from reports.verdicts.answer import answer
from reports.verdicts.measurement_quality import quality

SMT = {"usable_cpus": 16.0, "usable_cores": 4}


def said(found):
    [one] = found.experiments
    return answer(found, one)


def test_the_terminal_has_one_line_for_them(tmp_path):
    lines = summary_text.text(judged(tmp_path)).splitlines()
    assert [one for one in lines if "hosts" in one] == ["mpi on 2 hosts: a, b"]
    assert lines.index("mpi on 2 hosts: a, b") + 1 == next(
        place for place, line in enumerate(lines) if line.startswith("measurement quality")
    )
    assert "host" not in summary_text.text(judged(tmp_path / "here", hosts=False))


def test_a_long_list_of_hosts_stays_one_line(tmp_path):
    found = run(tmp_path, hosts={"host": {"a": "node-" + 50 * "1", "b": "node-" + 50 * "2"}})
    assert len(hosts.line(found)) > 80
    text = summary_text.text(judged(tmp_path, hosts={"host": {"a": 60 * "1", "b": 60 * "2"}}))
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_details_name_the_host_that_disturbed(tmp_path):
    samples = rows() + [row(1, "mpi", 4, 0.5, contamination="foreign", attempt=2, position=90)]
    found = judged(tmp_path, samples, hosts={"foreign_cpu_s": {"a": 0.1, "b": 2.4}})
    told = quality(found).details
    assert "1 disturbed trial of mpi: load was highest on b in 1" in told
    [load] = [one for one in told if one.startswith("other programs used of the CPUs of hosts")]
    assert "b " in load and load.count("at most") == 2


def test_a_speedup_above_this_machines_cpus_is_held_against_no_limit(tmp_path):
    here, there = judged(tmp_path / "here", hosts=False), judged(tmp_path / "there")
    assert "measured 2-CPU limit" in said(here).limit
    assert (said(there).runners, said(there).limit) == (["mpi"], "")
    # Above N, certainly: a host may have faster CPUs than this machine.
    fast = rows(walls=WALLS | {("mpi", 4): 0.2})
    for hosted, told in (({}, False), (False, True)):
        made = puzzles(judged(tmp_path / f"{hosted}", fast, hosts=hosted))
        assert any("More than the workers" in one.title for one in made) == told


def test_many_waits_at_once_are_no_puzzle_of_this_machines_cpus(tmp_path):
    sleep = {"duration": "5ms", "spread": "fixed", "tasks": 64}
    samples = rows("sleep", sleep, {("serial", 1): 1.0, ("mpi", 64): 1 / 60})
    for hosted, told in (({}, []), (False, ["64 at once on 2 CPUs"])):
        assert [one.title for one in puzzles(judged(tmp_path / f"{hosted}", samples,
                                                    hosts=hosted))] == told  # fmt: skip


@pytest.mark.parametrize("hosted", [{}, False])
def test_cores_with_two_cpus_are_judged_by_workers_on_this_machine(tmp_path, hosted):
    found = judged(tmp_path, about=SMT, hosts=hosted)
    assert (said(found).smt is None) == (hosted == {})


def test_models_of_this_machine_leave_them_out(tmp_path):
    walls = {("serial", 1): 1.0, **{("mpi", n): 1 / n + 0.05 for n in (2, 3, 4)}}
    samples = rows(walls=walls, cpu_s=1.0)
    for hosted in ({}, False):
        found = judged(tmp_path / f"{hosted}", samples, about={"usable_cpus": 4.0}, hosts=hosted)
        made = models(found, found.experiments[0])
        assert any(one.name == "Amdahl's law: mpi" for one in made) == (hosted is False)
        assert ("had the CPUs of other hosts" in made[-1].sentence) == (hosted == {})


def test_rules_do_not_ask_for_the_cpus_of_this_machine(tmp_path):
    walls = {("serial", 1): 1.0, ("mpi", 4): 0.26}
    found = judged(tmp_path, [*rows(walls=walls), *PROBES], about={"usable_cpus": 8.0})
    broken = {one.number: one.why for one in reporting_rules.check(found) if not one.kept}
    assert "usable CPUs" not in broken.get(2, "")
    assert broken[11] == "what the hosts of mpi can do was not measured"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["--hosts", "my hosts"], "parbench run -w primes -R mpi -j 16,32,64 --hosts 'my hosts'"),
        (["--hosts=lab"], "parbench run -w primes -R mpi -j 16,32,64 --hosts lab"),
        (["--config", "options.toml"], None),
    ],
)
def test_more_workers_are_tried_on_the_same_hosts(tmp_path, line, words):
    found = judged(tmp_path, about={"command_line": ["parbench", "run", *line]})
    step = said(found).next_step
    assert (step.command if step else None) == words


@pytest.mark.parametrize(("cpus", "workers"), [(1.0, 2), (2.0, 2), (16.0, 8)])
def test_c13_takes_any_number_of_workers_on_hosts(tmp_path, cpus, workers):
    walls = {("serial", 1): 1.0, ("mpi", workers): 0.6}
    for hosted in ({}, False):
        found = judged(tmp_path / f"{hosted}", experiment("primes", EVEN, walls),
                       about={"usable_cpus": cpus}, hosts=hosted)  # fmt: skip
        one = sent_through_a_queue(found)
        here = cpus == workers
        assert one.verdict == (REPRODUCED if here or hosted == {} else INCONCLUSIVE)
        assert ("mpi on 2 hosts: a, b: the network" in one.sentence) == (hosted == {})


def test_hosts_differ_one_by_one():
    more = [LISTED[0], LISTED[1] | {"slots": 4}]
    assert list(factors.differing([{"hosts": LISTED}, {"hosts": LISTED}])) == []
    words = "{} slots, 16 CPUs, Hostcore 1"
    assert list(factors.differing([{"hosts": LISTED}, {"hosts": more}])) == [
        ("host b", [words.format(8), words.format(4)])
    ]


def test_a_run_without_hosts_differs_from_one_with_and_older_runs_had_none():
    [one, _] = factors.differing([{}, {"hosts": LISTED}])
    assert one == ("host a", ["not set", "8 slots, 16 CPUs, Hostcore 1"])
    assert factors.unrecorded([{}], [{"hosts": LISTED}]) == []
    assert factors.said(LISTED[:1]) == "a (8 slots, 16 CPUs, Hostcore 1)"
