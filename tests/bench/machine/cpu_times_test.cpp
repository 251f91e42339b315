#include "bench/machine/cpu_times.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/support/actions.hpp"
#include "tests/support/fake_procfs.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using List = std::vector<int>;

// In ticks: user nice system idle iowait irq softirq steal guest guest_nice.
const std::string two_cpus =
    "cpu  1110 22 330 8800 60 0 12 40 500 0\n"
    "cpu0 1000 20 300 8000 50 0 10 30 500 0\n"
    "cpu1 110 2 30 800 10 0 2 10 0 0\n"
    "intr 12345 0 0\nctxt 99\n";

double seconds(double ticks) { return ticks / static_cast<double>(sysconf(_SC_CLK_TCK)); }

struct Machine : TemporaryFolder {
  explicit Machine(std::string_view stat) { write("/proc/stat", stat); }
  std::optional<CpuTimes> times(const List& cpus) const { return read_cpu_times(cpus, path()); }
};

TEST(CpuTimes, AreSummedOverGivenCpus) {
  const auto times = Machine(two_cpus).times({0, 1});
  ASSERT_TRUE(times);
  EXPECT_EQ(times->cpus, 2);
  EXPECT_DOUBLE_EQ(times->unused_s, seconds(8000 + 50 + 30 + 800 + 10 + 10));
  EXPECT_DOUBLE_EQ(times->steal_s, seconds(40));
  // Guest time is a part of user time: not counted twice.
  EXPECT_DOUBLE_EQ(times->all_s, seconds(1000 + 20 + 300 + 8000 + 50 + 10 + 30 + 110 + 2 + 30 +
                                         800 + 10 + 2 + 10));
}

TEST(CpuTimes, CountBirthsOfWholeMachine) {
  EXPECT_EQ(Machine(two_cpus + "btime 1\nprocesses 4321\nprocs_running 1\n").times({0})->births,
            4321);
  EXPECT_EQ(Machine(two_cpus).times({0})->births, 0);
  EXPECT_EQ(Machine(two_cpus + "processes\n").times({0})->births, 0);
}

TEST(CpuTimes, CoverOnlyGivenCpusOfHost) {
  std::string stat = "cpu 1 1 1 1 1 1 1 1 0 0\n";
  for (int cpu = 0; cpu < 64; ++cpu) {
    const std::string ticks = std::to_string(cpu * 100);
    stat += "cpu" + std::to_string(cpu) + " 1 0 0 " + ticks + " 0 0 0 0 0 0\n";
  }
  const auto times = Machine(stat).times({7, 63});
  ASSERT_TRUE(times);
  EXPECT_DOUBLE_EQ(times->unused_s, seconds(700 + 6300));
}

TEST(CpuTimes, AreNullIfCpuIsMissing) {
  EXPECT_FALSE(Machine(two_cpus).times({0, 2}));
  EXPECT_FALSE(Machine(two_cpus).times({}));
  EXPECT_FALSE(read_cpu_times({0}, TemporaryFolder().path()));
}

TEST(CpuTimes, AreNullOnEmulatedKernel) {
  EXPECT_FALSE(Machine("cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n").times({0}));
}

TEST(CpuTimes, AreNullForMalformedLines) {
  for (const char* line : {"cpu0", "cpu0 1 2 3", "cpu0 1 2 3 4 5 6 7", "cpu0 1 2 3 x 5 6 7 8",
                           "cpu0 1 2 3 -4 5 6 7 8", "cpu0 1 2 3 nan 5 6 7 8", "", "\n\n", "cpu"}) {
    EXPECT_FALSE(Machine(line).times({0})) << line;
  }
}

TEST(CpuTimes, AreNullIfFileIsMountedOverKernels) {
  const Machine machine(two_cpus);
  machine.write("/proc/self/mountinfo", "22 27 0:21 / /proc rw - proc proc rw\n");
  EXPECT_TRUE(machine.times({0}));
  machine.write("/proc/self/mountinfo",
                "22 27 0:21 / /proc rw - proc proc rw\n"
                "99 22 0:55 /proc/stat /proc/stat rw - fuse.lxcfs lxcfs rw\n");
  EXPECT_FALSE(machine.times({0}));
}

CpuTimes moment(double at_s, double unused_s, double all_s, double steal_s = 0) {
  return {static_cast<std::int64_t>(at_s * 1e9), 2, unused_s, steal_s, all_s};
}

TEST(ForeignCpu, IsRemainderOfWallTime) {
  const CpuTimes before = moment(100, 50, 200);
  // 2 CPUs for 1 s; 0.6 s unused, 1.0 s ours.
  EXPECT_NEAR(*foreign_cpu_s(before, moment(101, 50.6, 202), 1.0), 0.4, 1e-9);
  EXPECT_NEAR(*foreign_cpu_s(before, moment(101, 52, 202), 0), 0, 1e-9);
}

TEST(ForeignCpu, ExcludesUnchargedBirths) {
  CpuTimes before = moment(100, 50, 200), after = moment(101, 50.6, 202);
  before.births = 1000;
  after.births = 21000;
  EXPECT_NEAR(*foreign_cpu_s(before, after, 1.0), 0.4 - 20000 * 5e-6, 1e-9);
  after.births = 0;  // no longer reported
  EXPECT_NEAR(*foreign_cpu_s(before, after, 1.0), 0.4, 1e-9);
}

TEST(ForeignCpu, IsNeverNegative) {
  EXPECT_EQ(*foreign_cpu_s(moment(100, 50, 200), moment(101, 51, 202), 1.02), 0);
}

TEST(ForeignCpu, IsNullIfTimesDoNotFollowClock) {
  const CpuTimes before = moment(100, 50, 200);
  EXPECT_FALSE(foreign_cpu_s(before, moment(101, 50, 200), 0));
  EXPECT_FALSE(foreign_cpu_s(before, moment(101, 50.5, 200.99), 0));
  EXPECT_TRUE(foreign_cpu_s(before, moment(101, 50.5, 201.01), 0));
  EXPECT_TRUE(foreign_cpu_s(before, moment(101, 50.5, 202.99), 0));
  EXPECT_FALSE(foreign_cpu_s(before, moment(101, 50.5, 203.01), 0));
}

TEST(ForeignCpu, IsAcceptedInShortWindow) {
  const CpuTimes before = moment(100, 50, 200);
  EXPECT_TRUE(foreign_cpu_s(before, moment(100.05, 50, 200), 0));
  EXPECT_FALSE(foreign_cpu_s(before, moment(100.05, 50, 199), 0));
}

TEST(ForeignCpu, IsNullIfStealDecreases) {
  EXPECT_FALSE(foreign_cpu_s(moment(100, 50, 200, 3), moment(101, 51, 202, 2), 0));
}

TEST(HostCpu, IsMeanOfEachWindow) {
  const FakeProcfs machine;
  HostCpu host{machine.root(), {0}};
  sleep_ms(200);
  machine.show(0);
  EXPECT_NEAR(host.foreign_cpus().value_or(-1), 1, 0.1);
  sleep_ms(200);
  machine.show(0.2);
  EXPECT_NEAR(host.foreign_cpus().value_or(-1), 0, 0.1);
}

TEST(HostCpu, ExcludesOwnUse) {
  const FakeProcfs machine;
  HostCpu host{machine.root(), {0}};
  const std::int64_t start = now_ns();
  spin(100'000'000);
  const pid_t child = forked([] { spin(100'000'000); });
  waitpid(child, nullptr, 0);
  machine.show(0);
  const double wall_s = static_cast<double>(now_ns() - start) * 1e-9;
  EXPECT_NEAR(host.foreign_cpus().value_or(-1) * wall_s, wall_s - 0.2, 0.03);
}

TEST(HostCpu, IsNullIfNotReadable) {
  const TemporaryFolder empty;
  HostCpu host{empty.path(), {0}};
  EXPECT_FALSE(host.foreign_cpus());
}

}  // namespace
}  // namespace parbench
