"""What a report on a run of parbench advise is about, and what it does not miss."""

from dataclasses import replace

import pytest
from advised import Machine, answered
from fixtures import environment, suite, write_run

from reports.data.records import read_run
from reports.data.rows import BadInput
from reports.output import summary_text
from reports.verdicts import measurement_quality, reporting_rules
from reports.verdicts.advice.reported import compared, seen_in
from reports.verdicts.answer import answer
from reports.verdicts.findings import judge_run

MIX = {"compute": "2ms", "wait": "18ms"}
RATE = MIX | {"rate_per_s": 400, "p99_s": 0.12, "budget_s": 300}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    found = {}
    for name, asked, columns in (
        ("mix", MIX, {}),
        ("rate", RATE, {}),
        ("early", MIX | {"budget_s": 1}, {}),
        ("busy", MIX, {"contamination": "foreign", "foreign_cpu_s": 0.5}),
    ):
        found[name] = tmp_path_factory.mktemp(name)
        answered(found[name], Machine(2e-3, 18e-3, columns=columns), asked)
    return found


@pytest.fixture(scope="module")
def judged(folders):
    return {name: judge_run(read_run(folder)) for name, folder in folders.items()}


def test_the_rough_search_is_left_out_of_the_verdicts(folders, judged):
    run = read_run(folders["mix"])
    every = {(one.workload, one.params) for one in run.samples}
    [found] = judged["mix"].experiments
    assert len(every) > 5  # each N of the rough search has tasks of its own
    assert len({cell.runner for cell in found.cells}) == 2
    assert {one.params for one in judged["mix"].run.samples} == {found.experiment.params}


def test_what_the_rough_search_planned_is_not_missing(folders):
    run = read_run(folders["mix"])
    cells = [(one.workload, one.params, one.runner, one.workers) for one in run.samples]
    planned = replace(run, plan=replace(run.plan, cells=cells))
    kept = compared(seen_in(planned)).plan.cells
    assert 0 < len(kept) < len(cells)
    found = judge_run(planned)
    assert not [one for one in measurement_quality.quality(found).sentences if "ended" in one]


def test_a_sweep_over_rates_is_judged_and_is_one_cell_at_each_rate(judged):
    found = judged["rate"]
    swept = [one for one in found.services if found.is_swept(one)]
    assert not found.experiments and len(swept) >= 4
    [asked] = [one for one in found.services if not found.is_swept(one)]
    assert asked.rate_per_s == 400


def test_the_choice_at_a_rate_is_recommended_everywhere(judged):
    found = judged["rate"]
    chosen = found.advice.at_rate.chosen
    [asked] = [one for one in found.services if not found.is_swept(one)]
    assert asked.recommended.name == chosen.name
    assert f"with {chosen.workers} workers" in summary_text.text(found)


@pytest.mark.parametrize("name", ["mix", "rate", "early", "busy"])
def test_nobody_misses_a_serial_base(judged, name):
    found = judged[name]
    said = [summary_text.text(found), summary_text.text(found, verbose=True)]
    said += measurement_quality.quality(found).sentences
    said += [rule.why for rule in reporting_rules.check(found) if not rule.kept]
    said += [line for one in found.experiments for line in answer(found, one).sentences]
    for line in said:
        assert "serial" not in line and "speedup" not in line and "A/A" not in line, line


def test_a_verdict_is_there_without_serial_trials(judged):
    assert judged["mix"].holds and judged["mix"].advice.exit_code == 0
    assert not judged["busy"].holds and judged["busy"].advice.unknown


def test_a_run_that_ended_in_the_rough_search_has_no_experiment(judged):
    found = judged["early"]
    assert found.advice.unknown and found.advice.rough
    assert found.parts == [] and found.run.samples == []


def test_a_run_without_a_question_is_an_ordinary_one(tmp_path):
    run = read_run(write_run(tmp_path / "run", suite(workers=(1, 2)), environment()))
    assert seen_in(run) is None
    assert judge_run(run).advice is None and judge_run(run).experiments[0].with_base


def test_a_damaged_question_is_refused(folders):
    folder = folders["busy"]
    text = (folder / "environment.json").read_text()
    (folder / "environment.json").write_text(text.replace('"compute": "2ms"', '"compute": "2"'))
    try:
        with pytest.raises(BadInput, match="not a question"):
            judge_run(read_run(folder))
    finally:
        (folder / "environment.json").write_text(text)


@pytest.mark.parametrize("measure", ["7", '[{"workload": "mixed"}]', '[{"settings": 1}]', "null"])
def test_a_damaged_stage_is_refused(folders, tmp_path, measure):
    for one in folders["early"].iterdir():
        if one.is_file():
            (tmp_path / one.name).write_bytes(one.read_bytes())
    stages = f'[{{"purpose": "explore", "measure": {measure}}}]'
    (tmp_path / "plan.json").write_text(f'{{"schema_version": 1, "stages": {stages}}}')
    with pytest.raises(BadInput, match="is not a plan"):
        read_run(tmp_path)
