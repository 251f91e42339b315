#include "bench/machine/cpus.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using List = std::vector<int>;

// A machine made of files with eight CPUs and one cgroup.
struct FakeMachine : TemporaryFolder {
  explicit FakeMachine(std::string_view cpu_max = "") {
    write("/proc/self/cgroup", "0::/a\n");
    write("/proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    write("/sys/devices/system/cpu/online", "0-7\n");
    write("/sys/fs/cgroup/a/cpu.max", cpu_max);
  }
};

TEST(CpuList, ParsesKernelFormat) {
  EXPECT_EQ(parse_cpu_list("0-3,8\n"), (List{0, 1, 2, 3, 8}));
  EXPECT_EQ(parse_cpu_list("2000"), List{2000});
  EXPECT_EQ(parse_cpu_list("3,1,1-2"), (List{1, 2, 3}));
  for (const char* bad : {"", "x", "3-1", "1-", "-1", "0,,1", "0-99999999", "1 2", "0x3"}) {
    EXPECT_FALSE(parse_cpu_list(bad)) << bad;
  }
}

TEST(CpuList, FormatsRanges) {
  EXPECT_EQ(cpu_list_text({0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
  EXPECT_EQ(cpu_list_text({}), "");
  EXPECT_EQ(cpu_list_text({1500}), "1500");
}

TEST(Cpus, UsableIsSmallerOfAffinityAndQuota) {
  const FakeMachine machine("250000 100000\n");
  Cpus cpus = find_cpus(machine.path(), {0, 1, 2, 3});
  EXPECT_EQ(cpus.logical, 8);
  EXPECT_EQ(cpus.quota, 2.5);
  EXPECT_EQ(cpus.usable, 2.5);
  EXPECT_EQ(cpus.usable_whole, 2);
  cpus = find_cpus(machine.path(), {5, 7});
  EXPECT_EQ(cpus.affinity, (List{5, 7}));
  EXPECT_EQ(cpus.usable, 2);
}

TEST(Cpus, UsableWholeIsAtLeastOne) {
  const FakeMachine machine("50000 100000\n");
  const Cpus cpus = find_cpus(machine.path(), {0, 1});
  EXPECT_EQ(cpus.usable, 0.5);
  EXPECT_EQ(cpus.usable_whole, 1);
}

TEST(Cpus, AcceptsMoreThan1024Cpus) {
  const FakeMachine machine;
  List affinity(5000);
  for (int cpu = 0; cpu < 5000; ++cpu) affinity[static_cast<std::size_t>(cpu)] = cpu;
  EXPECT_EQ(find_cpus(machine.path(), affinity).usable_whole, 5000);
}

TEST(Cpus, FollowAffinityOfThisProcess) {
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

}  // namespace
}  // namespace parbench
