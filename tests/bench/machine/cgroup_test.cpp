#include "bench/machine/cgroup.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

constexpr const char* v2_mount =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw\n";
constexpr const char* v1_mount =
    "24 1 254:0 / / rw - ext4 /dev/vda rw\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
    "33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n";

struct FakeMachine : TemporaryFolder {
  FakeMachine(std::string_view cgroup, std::string_view mountinfo) {
    write("/proc/self/cgroup", cgroup);
    write("/proc/self/mountinfo", mountinfo);
  }
  void v1(const std::string& folder, std::string_view quota, std::string_view period) const {
    write(folder + "/cpu.cfs_quota_us", quota);
    write(folder + "/cpu.cfs_period_us", period);
  }
  std::optional<double> quota() const { return find_cpu_quota(path()); }
};

TEST(CpuWeight, IsThatOfTheInnermostCgroupThatHasOne) {
  const FakeMachine machine("0::/outer/middle/inner\n", v2_mount);
  EXPECT_EQ(find_cpu_weight(machine.path()), std::nullopt);
  machine.write("/sys/fs/cgroup/outer/cpu.weight", "100\n");
  machine.write("/sys/fs/cgroup/outer/middle/cpu.weight", "20\n");
  machine.write("/sys/fs/cgroup/outer/middle/inner/cgroup.procs", "1\n");
  machine.write("/sys/fs/cgroup/sibling/cpu.weight", "1\n");
  EXPECT_EQ(find_cpu_weight(machine.path()), 20);
  machine.write("/sys/fs/cgroup/outer/middle/inner/cpu.weight", "many\n");
  EXPECT_EQ(find_cpu_weight(machine.path()), 20);
}

TEST(CpuWeight, IsTheSharesOfV1) {
  const FakeMachine machine("3:cpu,cpuacct:/job\n", v1_mount);
  machine.write("/sys/fs/cgroup/cpu,cpuacct/cpu.shares", "1024\n");
  machine.write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.shares", "512\n");
  EXPECT_EQ(find_cpu_weight(machine.path()), 512);
}

TEST(Quota, V2IsSmallestOfAllAncestors) {
  FakeMachine machine("0::/outer/middle/inner\n", v2_mount);
  machine.write("/sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
  machine.write("/sys/fs/cgroup/outer/middle/cpu.max", "max 100000\n");
  machine.write("/sys/fs/cgroup/outer/middle/inner/cpu.max", "400000 100000\n");
  machine.write("/sys/fs/cgroup/sibling/cpu.max", "10000 100000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(Quota, V1IsSmallestOfAllAncestors) {
  FakeMachine machine("4:cpuset:/elsewhere\n3:cpu,cpuacct:/outer/inner\n0::/unified\n", v1_mount);
  machine.v1("/sys/fs/cgroup/cpu,cpuacct", "-1\n", "100000\n");
  machine.v1("/sys/fs/cgroup/cpu,cpuacct/outer", "30000\n", "20000\n");
  machine.v1("/sys/fs/cgroup/cpu,cpuacct/outer/inner", "300000\n", "100000\n");
  machine.v1("/sys/fs/cgroup/cpuset/elsewhere", "1000\n", "100000\n");
  machine.v1("/sys/fs/cgroup/cpuset", "1000\n", "100000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(Quota, HybridIsReadFromV1Controller) {
  const std::string mounts =
      std::string(v1_mount) + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
  FakeMachine machine("1:cpu,cpuacct:/job\n0::/session\n", mounts);
  machine.write("/sys/fs/cgroup/unified/session/cgroup.procs", "1\n");
  machine.v1("/sys/fs/cgroup/cpu,cpuacct/job", "300000\n", "100000\n");
  EXPECT_EQ(machine.quota(), 3);
}

TEST(Quota, IsNullIfNotSet) {
  FakeMachine machine("0::/a\n", v2_mount);
  EXPECT_FALSE(machine.quota());
  machine.write("/sys/fs/cgroup/a/cpu.max", "max 100000\n");
  EXPECT_FALSE(machine.quota());
  EXPECT_FALSE(find_cpu_quota(TemporaryFolder().path()));
}

// The kernel names the host's path, but the mount shows only the container's part of the tree.
TEST(Quota, IsFoundInContainerWithoutCgroupNamespace) {
  FakeMachine machine("0::/docker/abc/child\n",
                      "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
  machine.write("/sys/fs/cgroup/cpu.max", "200000 100000\n");
  machine.write("/sys/fs/cgroup/child/cpu.max", "120000 100000\n");
  EXPECT_EQ(machine.quota(), 1.2);
}

TEST(Quota, IgnoresCgroupWhoseNameOnlyStartsLikeTheMount) {
  FakeMachine machine("0::/docker/abcdef\n",
                      "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
  machine.write("/sys/fs/cgroup/cpu.max", "200000 100000\n");
  machine.write("/sys/fs/cgroup/def/cpu.max", "50000 100000\n");
  EXPECT_EQ(machine.quota(), 2);
}

// With a namespace the path is "/" or leaves it with "..", so it cannot be followed: the mount itself
// is our cgroup.
TEST(Quota, FallsBackToMountIfPathIsNotVisible) {
  for (const char* path : {"0::/\n", "0::/../../other\n", "0::/gone/away\n"}) {
    FakeMachine machine(path, "31 23 0:28 /../.. /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
    machine.write("/sys/fs/cgroup/cpu.max", "70000 100000\n");
    machine.write("/sys/other/cpu.max", "1000 100000\n");
    EXPECT_EQ(machine.quota(), 0.7) << path;
  }
}

TEST(Quota, IgnoresMountOfAnotherCgroupBesideOurs) {
  FakeMachine machine("0::/ours\n",
                      std::string("30 23 0:28 /theirs /mnt/theirs rw - cgroup2 x rw\n") + v2_mount);
  machine.write("/mnt/theirs/cpu.max", "10000 100000\n");
  machine.write("/sys/fs/cgroup/ours/cpu.max", "300000 100000\n");
  EXPECT_EQ(machine.quota(), 3);
}

TEST(Quota, ReadsMountPointWithSpace) {
  FakeMachine machine("0::/a\n", "31 23 0:28 / /sys/my\\040groups rw - cgroup2 cgroup2 rw\n");
  machine.write("/sys/my groups/a/cpu.max", "300000 200000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(Quota, IsNullForMalformedFiles) {
  for (const char* text : {"", "\n", "max", "-1 100000", "0 100000", "100000 0", "1e400 1", "x y",
                           "100000", "100000 100000 1", "nan 100000", "100000 -5"}) {
    FakeMachine machine("0::/a\n", v2_mount);
    machine.write("/sys/fs/cgroup/a/cpu.max", text);
    EXPECT_FALSE(machine.quota()) << text;
  }
  for (const char* mounts :
       {"", "-", "31 23 0:28 / /sys/fs/cgroup rw -", "\\04 \\ - cgroup2\n\n"}) {
    EXPECT_FALSE(FakeMachine("0::/a\nx\n:\n::\n", mounts).quota()) << mounts;
  }
}

const std::string one_and_a_half = "150000 100000\n";

struct ThrottledMachine : FakeMachine {
  ThrottledMachine() : FakeMachine("0::/pod/box\n", v2_mount) {
    write("/sys/fs/cgroup/pod/box/cgroup.procs", "");
  }
  void cgroup(const std::string& folder, const std::string& max, long long throttled_us) const {
    write("/sys/fs/cgroup" + folder + "/cpu.max", max);
    write("/sys/fs/cgroup" + folder + "/cpu.stat",
          "usage_usec 77\nnr_periods 5\nnr_throttled 2\nthrottled_usec " +
              std::to_string(throttled_us) + "\nnr_bursts 0\n");
  }
};

TEST(Throttling, IsReadFromV2) {
  const ThrottledMachine machine;
  machine.cgroup("/pod/box", one_and_a_half, 1'000'000);
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.cgroup("/pod/box", one_and_a_half, 1'250'000);
  EXPECT_NEAR(*throttled_s(before, throttling.read()), 0.25, 1e-9);
}

TEST(Throttling, IsLargestOfCgroupsWithQuota) {
  const ThrottledMachine machine;
  machine.cgroup("", "max 100000\n", 0);
  machine.cgroup("/pod", one_and_a_half, 0);
  machine.cgroup("/pod/box", one_and_a_half, 0);
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.cgroup("", "max 100000\n", 9'000'000);  // without a quota it is ignored
  machine.cgroup("/pod", one_and_a_half, 300'000);
  machine.cgroup("/pod/box", one_and_a_half, 200'000);
  EXPECT_NEAR(*throttled_s(before, throttling.read()), 0.3, 1e-9);
}

TEST(Throttling, IsZeroIfCounterDidNotChange) {
  const ThrottledMachine machine;
  machine.cgroup("/pod/box", one_and_a_half, 5);
  const CgroupThrottling throttling{machine.path()};
  EXPECT_EQ(throttled_s(throttling.read(), throttling.read()), 0.0);
}

TEST(Throttling, IsReadFromV1InNanoseconds) {
  const FakeMachine machine("3:cpuset:/\n1:cpu,cpuacct:/box\n", v1_mount);
  const std::string folder = "/sys/fs/cgroup/cpu,cpuacct/box";
  machine.v1(folder, "150000\n", "100000\n");
  machine.write(folder + "/cpu.stat", "nr_periods 5\nnr_throttled 2\nthrottled_time 1000000000\n");
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.write(folder + "/cpu.stat", "nr_periods 5\nnr_throttled 2\nthrottled_time 1250000000\n");
  EXPECT_NEAR(*throttled_s(before, throttling.read()), 0.25, 1e-9);
}

std::optional<double> throttled_twice(const std::filesystem::path& root) {
  const CgroupThrottling throttling{root};
  return throttled_s(throttling.read(), throttling.read());
}

TEST(Throttling, IsNullWithoutCgroups) {
  const TemporaryFolder machine;
  EXPECT_FALSE(throttled_twice(machine.path()));
  machine.write("/proc/self/cgroup", "0::/\n");
  EXPECT_FALSE(throttled_twice(machine.path()));
}

TEST(Throttling, IsNullWithoutQuota) {
  const ThrottledMachine machine;
  machine.cgroup("/pod/box", "max 100000\n", 7);
  EXPECT_FALSE(throttled_twice(machine.path()));
}

TEST(Throttling, IsNullForMalformedFiles) {
  const ThrottledMachine machine;
  machine.cgroup("/pod/box", one_and_a_half, 7);
  for (const char* text : {"", "throttled_usec\n", "throttled_usec x\n", "throttled_usec 1 2\n",
                           "nr_throttled 3\n", "throttled_time 3\n"}) {
    machine.write("/sys/fs/cgroup/pod/box/cpu.stat", text);
    EXPECT_FALSE(throttled_twice(machine.path())) << text;
  }
}

TEST(Throttling, IsNullIfCounterDecreased) {
  const ThrottledMachine machine;
  machine.cgroup("/pod/box", one_and_a_half, 7);
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.cgroup("/pod/box", one_and_a_half, 6);
  EXPECT_FALSE(throttled_s(before, throttling.read()));
}

}  // namespace
}  // namespace parbench
