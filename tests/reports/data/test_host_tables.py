"""hosts.csv: which rows count, and which are ignored or refused."""

import pytest
from fixtures import placed, row, write_run
from side_rows import HOSTS, hosts_of, text

from reports.data.host_tables import HostLoad
from reports.data.records import read_run
from reports.data.rows import BadInput
from reports.data.side_tables import trial_of

SAMPLES = placed([row(1, "serial", 1, 0.4), row(1, "mpi", 2, 0.2, tasks=128, passes=1)])


def read(tmp_path, rows, suffix=""):
    folder = write_run(tmp_path / "run", SAMPLES)
    (folder / "hosts.csv").write_text(text(HOSTS, rows) + suffix, encoding="utf-8")
    return read_run(folder)


def test_a_trial_has_its_hosts_in_the_files_order(tmp_path):
    rows = hosts_of(SAMPLES, "ba", foreign_cpu_s={"b": 0.5, "a": ""})
    run = read(tmp_path, [*rows, rows[0] | {"position": 7}], suffix="1,20260102T0")
    numbers = {"tasks": 64, "sent_bytes": 512, "received_bytes": 4608}
    about = {"cpu_model": "Hostcore 1", "cpus": 16, "host_workers": 1, "steal_s": 0}
    assert run.hosts == {
        trial_of(run.samples[1]): [
            HostLoad(host="b", foreign_cpu_s=0.5, **about, **numbers),
            HostLoad(host="a", foreign_cpu_s=None, **about, **numbers),
        ]
    }
    assert run.on_hosts == {"mpi"}


def test_an_older_run_has_none(tmp_path):
    run = read_run(write_run(tmp_path / "run", SAMPLES))
    assert (run.hosts, run.on_hosts) == ({}, frozenset())


def test_the_last_of_rows_that_repeat_counts(tmp_path):
    rows = hosts_of(SAMPLES)
    run = read(tmp_path, [*rows, rows[0] | {"tasks": 3}])
    [loads] = run.hosts.values()
    assert [(one.host, one.tasks) for one in loads] == [("a", 3), ("b", 64)]


@pytest.mark.parametrize(("column", "value"), [("cpus", "-1"), ("sent_bytes", ""), ("tasks", "x")])
def test_what_no_host_can_have_is_refused(tmp_path, column, value):
    with pytest.raises(BadInput, match=f"hosts.csv, line 2: {column} is '{value}'"):
        read(tmp_path, hosts_of(SAMPLES, **{column: value}))
