// Throttling in cgroups made of files: v1, v2, none, ancestors, garbage. Never a real quota.
#include "bench/machine/cgroup_throttling.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const std::string quota = "150000 100000\n";

struct V2 : TemporaryFolder {
  V2() {
    write("/proc/self/cgroup", "0::/pod/box\n");
    write("/proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    write("/sys/fs/cgroup/pod/box/cgroup.procs", "");
  }
  void experiment(const std::string& folder, const std::string& max, long long throttled_us) const {
    write("/sys/fs/cgroup" + folder + "/cpu.max", max);
    write("/sys/fs/cgroup" + folder + "/cpu.stat",
          "usage_usec 77\nnr_periods 5\nnr_throttled 2\nthrottled_usec " +
              std::to_string(throttled_us) + "\nnr_bursts 0\n");
  }
};

TEST(Throttling, IsReadInV2) {
  const V2 machine;
  machine.experiment("/pod/box", quota, 1'000'000);
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.experiment("/pod/box", quota, 1'250'000);
  EXPECT_NEAR(*throttled_s(before, throttling.read()), 0.25, 1e-9);
}

TEST(Throttling, IsTheLargestOfTheGroupsThatHaveAQuota) {
  const V2 machine;
  machine.experiment("", "max 100000\n", 0);
  machine.experiment("/pod", quota, 0);
  machine.experiment("/pod/box", quota, 0);
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.experiment("", "max 100000\n", 9'000'000);  // no quota: whatever that counts, not us
  machine.experiment("/pod", quota, 300'000);
  machine.experiment("/pod/box", quota, 200'000);
  EXPECT_NEAR(*throttled_s(before, throttling.read()), 0.3, 1e-9);
}

TEST(Throttling, IsNoneWhereItStoodStill) {
  const V2 machine;
  machine.experiment("/pod/box", quota, 5);
  const CgroupThrottling throttling{machine.path()};
  EXPECT_EQ(throttled_s(throttling.read(), throttling.read()), 0.0);
}

TEST(Throttling, IsReadInV1InNanoseconds) {
  const TemporaryFolder machine;
  machine.write("/proc/self/cgroup", "3:cpuset:/\n1:cpu,cpuacct:/box\n");
  machine.write("/proc/self/mountinfo",
                "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n");
  const std::string folder = "/sys/fs/cgroup/cpu,cpuacct/box";
  machine.write(folder + "/cpu.cfs_quota_us", "150000\n");
  machine.write(folder + "/cpu.cfs_period_us", "100000\n");
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

TEST(Throttling, IsNothingWithoutCgroups) {
  const TemporaryFolder machine;
  EXPECT_FALSE(throttled_twice(machine.path()));
  machine.write("/proc/self/cgroup", "0::/\n");
  EXPECT_FALSE(throttled_twice(machine.path()));
}

TEST(Throttling, IsNothingWithoutAQuota) {
  const V2 machine;
  machine.experiment("/pod/box", "max 100000\n", 7);
  EXPECT_FALSE(throttled_twice(machine.path()));
}

TEST(Throttling, IsNothingInGarbage) {
  const V2 machine;
  machine.experiment("/pod/box", quota, 7);
  for (const char* text : {"", "throttled_usec\n", "throttled_usec x\n", "throttled_usec 1 2\n",
                           "nr_throttled 3\n", "throttled_time 3\n"}) {
    machine.write("/sys/fs/cgroup/pod/box/cpu.stat", text);
    EXPECT_FALSE(throttled_twice(machine.path())) << text;
  }
}

TEST(Throttling, IsNothingWhereTheCounterRanBackwards) {
  const V2 machine;
  machine.experiment("/pod/box", quota, 7);
  const CgroupThrottling throttling{machine.path()};
  const auto before = throttling.read();
  machine.experiment("/pod/box", quota, 6);
  EXPECT_FALSE(throttled_s(before, throttling.read()));
}

}  // namespace
}  // namespace parbench
