"""Other load from made-up CPU times, and throttling from made-up cgroups of both versions."""

import pytest

from runners.cpython import host_load

MOUNT_2 = "30 20 0:26 {shown} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
MOUNT_1 = "31 20 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"


def machine(root, own, mounts, files):
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(own)
    (root / "proc/self/mountinfo").write_text(mounts)
    for name, text in files.items():
        path = root / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return host_load.quota_folders(str(root))


def stat(stopped, key="throttled_usec"):
    return f"usage_usec 5\nnr_throttled 2\n{key} {stopped}\n"


def test_own_cgroup_and_those_above_it_count_if_they_have_a_quota(tmp_path):
    files = {"a/cpu.max": "150000 100000\n", "a/cpu.stat": stat(2_000_000),
             "a/b/cpu.max": "max 100000\n", "a/b/cpu.stat": stat(9_000_000),
             "a/b/c/cpu.max": "50000 100000\n", "a/b/c/cpu.stat": stat(1_500_000),
             "other/cpu.max": "1000 100000\n"}  # fmt: skip
    folders = machine(tmp_path, "0::/a/b/c\n", MOUNT_2.format(shown="/"), files)
    assert host_load.stopped_s(folders) == [2.0, 1.5]


def test_container_sees_its_part_of_the_tree(tmp_path):
    files = {"cpu.max": "100000 100000\n", "cpu.stat": stat(500_000), "in/cpu.max": "max 100000\n"}
    folders = machine(tmp_path, "0::/box/7/in\n", MOUNT_2.format(shown="/box/7"), files)
    assert host_load.stopped_s(folders) == [0.5]


def test_version_1_counts_nanoseconds(tmp_path):
    files = {"cpu/job/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_quota_us": "-1\n",
             "cpu/job/cpu.stat": stat(3_000_000_000, "throttled_time")}  # fmt: skip
    folders = machine(tmp_path, "4:cpu,cpuacct:/job\n2:pids:/x\n", MOUNT_1, files)
    assert host_load.stopped_s(folders) == [3.0]


def test_throttling_is_unknown_without_a_quota(tmp_path):
    folders = machine(tmp_path, "0::/\n", MOUNT_2.format(shown="/"), {"cpu.max": "max 100000\n"})
    assert host_load.largest_step_s(host_load.stopped_s(folders), []) is None


@pytest.mark.parametrize(
    "before, after, step",
    [([1.0, 2.0], [1.5, 4.0], 2.0), ([1.0, None], [1.0, 2.0], 0.0), ([3.0], [2.0], None)],
)
def test_largest_step_of_all_folders_counts(before, after, step):
    assert host_load.largest_step_s(before, after) == step


def cpu_times(tmp_path, line, at_s, covered=False, births=""):
    (tmp_path / "stat").write_text(f"cpu 9 9 9 9 9 9 9 9\n{line}\nintr 5\n{births}")
    where = "/proc/stat rw - fuse lxcfs" if covered else "/proc rw - proc proc"
    (tmp_path / "mounts").write_text(f"1 2 0:3 / {where} rw\n")
    times = host_load.CpuTimes([0], tmp_path / "stat", tmp_path / "mounts")
    times.read_at_s = at_s
    return times


def test_other_load_is_the_rest_of_the_wall_time(tmp_path):
    # Of 10 s the CPU was idle for 4, waited for a disk for 1, and was stolen for 1: 4 s were used.
    before = cpu_times(tmp_path, "cpu0 100 0 0 100 100 0 0 100 0 0", 50)
    after = cpu_times(tmp_path, "cpu0 500 0 0 500 200 0 0 200 0 0", 60)
    assert host_load.are_believable(before, after)
    assert host_load.foreign_cpu_s(before, after, 1.5) == pytest.approx(2.5)
    assert host_load.foreign_cpu_s(before, after, 9.0) == 0
    assert after.steal_s - before.steal_s == pytest.approx(1)


def test_kernel_work_for_new_threads_is_not_other_load(tmp_path):
    before = cpu_times(tmp_path, "cpu0 100 0 0 100 0 0 0 0", 50, births="processes 1000\n")
    after = cpu_times(tmp_path, "cpu0 900 0 0 300 0 0 0 0", 60, births="processes 201000\n")
    assert host_load.foreign_cpu_s(before, after, 5.0) == pytest.approx(8 - 5 - 200_000 * 5e-6)
    unknown = cpu_times(tmp_path, "cpu0 900 0 0 300 0 0 0 0", 60, births="processes\n")
    assert unknown.known and host_load.foreign_cpu_s(before, unknown, 5.0) == pytest.approx(3)


@pytest.mark.parametrize(
    "line, covered",
    [("cpu1 1 1 1 1 1 1 1 1", False), ("cpu0 0 0 0 0 0 0 0 0", False), ("cpu0 1 1", False),
     ("cpu0 1 1 1 1 1 1 1 1", True)],
)  # fmt: skip
def test_imitated_cpu_times_are_not_believed(tmp_path, line, covered):
    times = cpu_times(tmp_path, line, 1, covered)
    assert not host_load.are_believable(times, times)


def test_cpu_times_that_stand_still_are_not_believed(tmp_path):
    line = "cpu0 100 0 0 100 100 0 0 100 0 0"
    before, after = cpu_times(tmp_path, line, 50), cpu_times(tmp_path, line, 60)
    assert not host_load.are_believable(before, after)
