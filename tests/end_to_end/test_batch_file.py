"""docs/examples/parbench.sbatch as Slurm runs it, with stand-ins for scontrol and parbench."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from program import BUILD, ROOT

BATCH_FILE = ROOT / "docs/examples/parbench.sbatch"

# What Slurm would print for any list of nodes; the list that was asked for is in its log.
SCONTROL = """#!/bin/sh
printf '%s\\n' "$@" >scontrol.log
cat nodes
"""
RECORD_WORDS = "printf '%s\\0' \"$@\" >words"


class Job:
    """A job of Slurm in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder, self.tools = folder, folder / "tools"
        self.tools.mkdir()
        self.stand_in("scontrol", SCONTROL)
        self.stand_in("parbench", f"#!/bin/sh\n{RECORD_WORDS}\n")

    def stand_in(self, name: str, text: str):
        (self.tools / name).write_text(text)
        (self.tools / name).chmod(0o755)

    def run(self, *words: str, nodes=("n1", "n2"), **variables: str):
        (self.folder / "nodes").write_text("".join(f"{name}\n" for name in nodes))
        outside = {key: value for key, value in os.environ.items()
                   if not key.startswith(("SLURM_", "PARBENCH"))}  # fmt: skip
        # Slurm runs a copy, which is not beside the original.
        shutil.copy(BATCH_FILE, self.folder / "slurm_script")
        return subprocess.run(
            ["bash", "slurm_script", *words], cwd=self.folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120,
            env={**outside, "PATH": f"{self.tools}:{os.environ['PATH']}", "SLURM_JOB_ID": "7",
                 "SLURM_JOB_NODELIST": "n[1-9]", "SLURM_JOB_CPUS_PER_NODE": "4(x2)",
                 "SLURM_TASKS_PER_NODE": "3(x2)", **variables},
        )  # fmt: skip

    @property
    def hosts(self) -> list[str]:
        return (self.folder / "parbench-7.hosts").read_text().splitlines()

    @property
    def words(self) -> list[str]:
        return (self.folder / "words").read_text().split("\0")[:-1]


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


def test_bash_and_slurm_can_read_it():
    subprocess.run(["bash", "-n", BATCH_FILE], check=True)
    lines = BATCH_FILE.read_text().splitlines()
    first_command = next(i for i, line in enumerate(lines) if line and not line.startswith("#"))
    options = [line.split()[1] for line in lines[:first_command] if line.startswith("#SBATCH")]
    assert {"--nodes=2", "--exclusive", "--time=00:30:00"} <= set(options)
    # Slurm stops to read its options at the first command.
    assert not any(line.startswith("#SBATCH") for line in lines[first_command:])


@pytest.mark.parametrize(
    "counts, slots",
    [
        ("16(x3),8", [16, 16, 16, 8]),
        ("2,4(x2),1", [2, 4, 4, 1]),
        ("128(x4)", [128] * 4),
        ("1,2,3,4", [1, 2, 3, 4]),
    ],
)
def test_a_node_has_a_slot_for_each_cpu(job, counts, slots):
    names = ["a1", "a2", "b-7", "c.example"]
    ended = job.run(nodes=names, SLURM_JOB_CPUS_PER_NODE=counts)
    assert ended.returncode == 0, ended.stderr
    assert job.hosts == [f"{name} slots={count}" for name, count in zip(names, slots)]
    asked = (job.folder / "scontrol.log").read_text().splitlines()
    assert asked == ["show", "hostnames", "n[1-9]"]


def test_tasks_per_node_are_its_slots_where_they_were_asked_for(job):
    assert job.run(SLURM_NTASKS_PER_NODE="3").returncode == 0
    assert job.hosts == ["n1 slots=3", "n2 slots=3"]


def test_without_arguments_mpi_is_measured_up_to_all_slots(job):
    ended = job.run()
    assert ended.returncode == 0, ended.stderr
    where = ["run", "--hosts", "parbench-7.hosts", "--out", "parbench-7", "--color", "never"]
    assert job.words[: len(where)] == where
    told = dict(zip(job.words[len(where) :: 2], job.words[len(where) + 1 :: 2]))
    assert told["--runners"] == "serial,mpi"
    assert told["--workers"] == "1,2,8"


def test_arguments_are_handed_on_in_place_of_the_defaults(job):
    given = ["-w", "command", "-s", "command.run=sleep 1", "-j", "2"]
    assert job.run(*given).returncode == 0
    assert job.words[-len(given) :] == given
    assert "serial,mpi" not in job.words


def test_another_program_can_be_named(job):
    job.stand_in("other parbench", "#!/bin/sh\necho other\n")
    assert job.run(PARBENCH=str(job.tools / "other parbench")).stdout == "other\n"


def test_signals_reach_parbench_and_its_exit_code_slurm(job):
    job.stand_in("parbench", "#!/bin/sh\nkill -TERM $$\n")
    assert job.run().returncode == -15


def test_nothing_is_measured_without_the_names_of_the_nodes(job):
    job.stand_in("scontrol", "#!/bin/sh\necho 'scontrol: error' >&2\nexit 1\n")
    ended = job.run()
    assert ended.returncode != 0 and "scontrol: error" in ended.stderr
    assert not (job.folder / "words").exists()


@pytest.mark.skipif(not (BUILD / "runners/mpi").exists(), reason="mpi is not built: libopenmpi-dev")
def test_parbench_takes_what_it_is_given(job):
    lock = f"PARBENCH_LOCK='{job.folder}/lock'"
    job.stand_in("parbench", f"#!/bin/sh\n{lock} exec '{BUILD}/parbench' \"$@\" --dry-run\n")
    ended = job.run(nodes=["localhost"], SLURM_JOB_CPUS_PER_NODE="2")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("6 cells in 2 experiments"), ended.stdout
