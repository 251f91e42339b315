// Usable CPUs on machines made of files: cgroups v1, v2 and both, containers, garbage. Never asks
// the real quota but once.
#include "bench/machine/cpus.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include "bench/machine/cgroup_quota.hpp"
#include "bench/machine/cpu_list.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using List = std::vector<int>;

constexpr const char* v2_mount =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw\n";
constexpr const char* v1_mount =
    "24 1 254:0 / / rw - ext4 /dev/vda rw\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
    "33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n";

// A machine whose every cgroup file has one place.
struct FakeMachine : TemporaryFolder {
  FakeMachine(std::string_view cgroup, std::string_view mountinfo) {
    write("/proc/self/cgroup", cgroup);
    write("/proc/self/mountinfo", mountinfo);
    write("/sys/devices/system/cpu/online", "0-7\n");
  }
  void v1(const std::string& folder, std::string_view quota, std::string_view period) const {
    write(folder + "/cpu.cfs_quota_us", quota);
    write(folder + "/cpu.cfs_period_us", period);
  }
  std::optional<double> quota() const { return find_cpu_quota(path()); }
};

TEST(CpuList, ReadsWhatTheKernelWrites) {
  EXPECT_EQ(parse_cpu_list("0-3,8\n"), (List{0, 1, 2, 3, 8}));
  EXPECT_EQ(parse_cpu_list("2000"), List{2000});
  EXPECT_EQ(parse_cpu_list("3,1,1-2"), (List{1, 2, 3}));
  for (const char* bad : {"", "x", "3-1", "1-", "-1", "0,,1", "0-99999999", "1 2", "0x3"}) {
    EXPECT_FALSE(parse_cpu_list(bad)) << bad;
  }
}

TEST(CpuList, WritesRanges) {
  EXPECT_EQ(cpu_list_text({0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
  EXPECT_EQ(cpu_list_text({}), "");
  EXPECT_EQ(cpu_list_text({1500}), "1500");
}

TEST(Cpus, TakesTheLesserOfAffinityAndQuota) {
  FakeMachine machine("0::/a\n", v2_mount);
  machine.write("/sys/fs/cgroup/a/cpu.max", "250000 100000\n");
  Cpus cpus = find_cpus(machine.path(), {0, 1, 2, 3});
  EXPECT_EQ(cpus.logical, 8);
  EXPECT_EQ(cpus.quota, 2.5);
  EXPECT_EQ(cpus.usable, 2.5);
  EXPECT_EQ(cpus.usable_whole, 2);
  cpus = find_cpus(machine.path(), {5, 7});
  EXPECT_EQ(cpus.affinity, (List{5, 7}));
  EXPECT_EQ(cpus.usable, 2);
}

TEST(Cpus, AreOneWholeCpuAtLeast) {
  FakeMachine machine("0::/\n", v2_mount);
  machine.write("/sys/fs/cgroup/cpu.max", "50000 100000\n");
  const Cpus cpus = find_cpus(machine.path(), {0, 1});
  EXPECT_EQ(cpus.usable, 0.5);
  EXPECT_EQ(cpus.usable_whole, 1);
}

TEST(Cpus, ManyMoreThanAnOldMaskHolds) {
  FakeMachine machine("", "");
  List affinity(5000);
  for (int cpu = 0; cpu < 5000; ++cpu) affinity[static_cast<std::size_t>(cpu)] = cpu;
  EXPECT_EQ(find_cpus(machine.path(), affinity).usable_whole, 5000);
}

TEST(Cpus, OfThisProcessFollowItsAffinity) {
  const Cpus all = find_cpus();
  cpu_set_t before, one;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(all.affinity.back()), &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const Cpus narrowed = find_cpus();
  ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(narrowed.affinity, List{all.affinity.back()});
  EXPECT_EQ(narrowed.usable_whole, 1);
  EXPECT_EQ(narrowed.logical, all.logical);
}

TEST(Quota, V2TakesTheLeastOverAllAncestors) {
  FakeMachine machine("0::/outer/middle/inner\n", v2_mount);
  machine.write("/sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
  machine.write("/sys/fs/cgroup/outer/middle/cpu.max", "max 100000\n");
  machine.write("/sys/fs/cgroup/outer/middle/inner/cpu.max", "400000 100000\n");
  machine.write("/sys/fs/cgroup/sibling/cpu.max", "10000 100000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(Quota, V1TakesTheLeastOverAllAncestors) {
  FakeMachine machine("4:cpuset:/elsewhere\n3:cpu,cpuacct:/outer/inner\n0::/unified\n", v1_mount);
  machine.v1("/sys/fs/cgroup/cpu,cpuacct", "-1\n", "100000\n");
  machine.v1("/sys/fs/cgroup/cpu,cpuacct/outer", "30000\n", "20000\n");
  machine.v1("/sys/fs/cgroup/cpu,cpuacct/outer/inner", "300000\n", "100000\n");
  machine.v1("/sys/fs/cgroup/cpuset/elsewhere", "1000\n", "100000\n");
  machine.v1("/sys/fs/cgroup/cpuset", "1000\n", "100000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(Quota, HybridReadsTheControllerWhereItIs) {
  const std::string mounts =
      std::string(v1_mount) + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
  FakeMachine machine("1:cpu,cpuacct:/job\n0::/session\n", mounts);
  machine.write("/sys/fs/cgroup/unified/session/cgroup.procs", "1\n");
  machine.v1("/sys/fs/cgroup/cpu,cpuacct/job", "300000\n", "100000\n");
  EXPECT_EQ(machine.quota(), 3);
}

TEST(Quota, NoneIsNothing) {
  FakeMachine machine("0::/a\n", v2_mount);
  EXPECT_FALSE(machine.quota());
  machine.write("/sys/fs/cgroup/a/cpu.max", "max 100000\n");
  EXPECT_FALSE(machine.quota());
  EXPECT_FALSE(TemporaryFolder().path().empty());
  EXPECT_FALSE(find_cpu_quota(TemporaryFolder().path()));
}

// The host's path is named, while the mount shows the container's part of the tree only.
TEST(Quota, ContainerWithoutItsOwnNamespace) {
  FakeMachine machine("0::/docker/abc/child\n",
                      "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
  machine.write("/sys/fs/cgroup/cpu.max", "200000 100000\n");
  machine.write("/sys/fs/cgroup/child/cpu.max", "120000 100000\n");
  EXPECT_EQ(machine.quota(), 1.2);
}

TEST(Quota, NameThatOnlyBeginsLikeTheMountIsAnother) {
  FakeMachine machine("0::/docker/abcdef\n",
                      "31 23 0:28 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
  machine.write("/sys/fs/cgroup/cpu.max", "200000 100000\n");
  machine.write("/sys/fs/cgroup/def/cpu.max", "50000 100000\n");
  EXPECT_EQ(machine.quota(), 2);
}

// With a namespace the path is "/", or climbs out of it, and cannot be followed: the mount itself
// is ours.
TEST(Quota, PathThatCannotBeSeenFallsBackToTheMount) {
  for (const char* path : {"0::/\n", "0::/../../other\n", "0::/gone/away\n"}) {
    FakeMachine machine(path, "31 23 0:28 /../.. /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n");
    machine.write("/sys/fs/cgroup/cpu.max", "70000 100000\n");
    machine.write("/sys/other/cpu.max", "1000 100000\n");
    EXPECT_EQ(machine.quota(), 0.7) << path;
  }
}

TEST(Quota, MountOfAnotherCgroupDoesNotCountBesideOurs) {
  FakeMachine machine("0::/ours\n",
                      std::string("30 23 0:28 /theirs /mnt/theirs rw - cgroup2 x rw\n") + v2_mount);
  machine.write("/mnt/theirs/cpu.max", "10000 100000\n");
  machine.write("/sys/fs/cgroup/ours/cpu.max", "300000 100000\n");
  EXPECT_EQ(machine.quota(), 3);
}

TEST(Quota, MountPointWithABlank) {
  FakeMachine machine("0::/a\n", "31 23 0:28 / /sys/my\\040groups rw - cgroup2 cgroup2 rw\n");
  machine.write("/sys/my groups/a/cpu.max", "300000 200000\n");
  EXPECT_EQ(machine.quota(), 1.5);
}

TEST(Quota, GarbageIsNoQuota) {
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

}  // namespace
}  // namespace parbench
