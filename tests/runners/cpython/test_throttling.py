"""The time that CPU quotas stopped us, from made-up cgroups of both versions."""

import pytest

from runners.cpython import throttling

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
    return throttling.quota_folders(str(root))


def stat(stopped, key="throttled_usec"):
    return f"usage_usec 5\nnr_throttled 2\n{key} {stopped}\n"


def test_own_cgroup_and_those_above_it_with_a_quota_count(tmp_path):
    files = {"a/cpu.max": "150000 100000\n", "a/cpu.stat": stat(2_000_000),
             "a/b/cpu.max": "max 100000\n", "a/b/cpu.stat": stat(9_000_000),
             "a/b/c/cpu.max": "50000 100000\n", "a/b/c/cpu.stat": stat(1_500_000),
             "other/cpu.max": "1000 100000\n"}  # fmt: skip
    folders = machine(tmp_path, "0::/a/b/c\n", MOUNT_2.format(shown="/"), files)
    assert throttling.stopped_s(folders) == [2.0, 1.5]


def test_a_container_sees_its_own_part(tmp_path):
    files = {"cpu.max": "100000 100000\n", "cpu.stat": stat(500_000), "in/cpu.max": "max 100000\n"}
    folders = machine(tmp_path, "0::/box/7/in\n", MOUNT_2.format(shown="/box/7"), files)
    assert throttling.stopped_s(folders) == [0.5]


def test_version_1_counts_nanoseconds(tmp_path):
    files = {"cpu/job/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_quota_us": "-1\n",
             "cpu/job/cpu.stat": stat(3_000_000_000, "throttled_time")}  # fmt: skip
    folders = machine(tmp_path, "4:cpu,cpuacct:/job\n2:pids:/x\n", MOUNT_1, files)
    assert throttling.stopped_s(folders) == [3.0]


def test_without_a_quota_nothing_is_told(tmp_path):
    folders = machine(tmp_path, "0::/\n", MOUNT_2.format(shown="/"), {"cpu.max": "max 100000\n"})
    assert throttling.largest_step_s(throttling.stopped_s(folders), []) is None


@pytest.mark.parametrize(
    "before, after, step",
    [([1.0, 2.0], [1.5, 4.0], 2.0), ([1.0, None], [1.0, 2.0], 0.0), ([3.0], [2.0], None)],
)
def test_the_largest_step_counts(before, after, step):
    assert throttling.largest_step_s(before, after) == step
