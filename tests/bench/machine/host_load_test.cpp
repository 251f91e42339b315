// There is no upper bound on foreign time on the real machine, because others use it as well.
#include "bench/machine/host_load.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "bench/trial/clocks.hpp"
#include "tests/support/actions.hpp"
#include "tests/support/fake_procfs.hpp"
#include "tests/support/unrelated_process.hpp"

namespace parbench {
namespace {

constexpr std::int64_t spin_ns = 200'000'000;

std::optional<double> ours() { return cpu_s_of_trial(std::nullopt); }

// Seconds that `body` took and what was foreign meanwhile, on a CPU that is never idle.
struct Seen {
  double wall_s = 0;
  HostLoadReading reading;
  double not_foreign_s() const { return wall_s - reading.foreign_cpu_s.value_or(1e9); }
};

template <typename Body>
Seen seen_during(const Body& body, std::optional<int> helper = {}, double idle_s = 0,
                 double steal_s = 0) {
  const FakeProcfs machine;
  HostLoad load{[helper] { return cpu_s_of_trial(helper); }, machine.root(), {0}};
  Seen seen;
  load.begin();
  const std::int64_t start = now_ns();
  body();
  machine.show(idle_s, steal_s);
  seen.wall_s = static_cast<double>(now_ns() - start) * 1e-9;
  seen.reading = load.end();
  return seen;
}

void expect_ours(const Seen& seen, double cpu_s) {
  ASSERT_TRUE(seen.reading.foreign_cpu_s);
  EXPECT_NEAR(seen.not_foreign_s(), cpu_s, 0.02);
}

TEST(HostLoad, ForeignIsNeitherIdleNorOurs) {
  const Seen seen = seen_during([] { sleep_ms(200); });
  expect_ours(seen, 0);
  EXPECT_FALSE(seen.reading.throttled_s);
  const Seen idle = seen_during([] { sleep_ms(200); }, {}, 0.15);
  EXPECT_NEAR(idle.not_foreign_s(), 0.15, 0.02);
}

// A child that has reaped one that span, for as long as `body` runs.
template <typename Body>
void beside_a_parent(const Body& body) {
  int ready[2], end[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(end), 0);
  const pid_t parent = forked([&] {
    close(end[1]);
    waitpid(forked([] { spin(spin_ns); }), nullptr, 0);
    char byte = 0;
    if (write(ready[1], &byte, 1) != 1 || read(end[0], &byte, 1) < 0) _exit(1);
  });
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  body(parent);
  for (const int descriptor : {ready[0], ready[1], end[0], end[1]}) close(descriptor);
  waitpid(parent, nullptr, 0);
}

TEST(CpuOfTrial, TakesWhatLiveWorkersSayOfTheirChildren) {
  beside_a_parent([](pid_t worker) {
    constexpr double spin_s = static_cast<double>(spin_ns) * 1e-9;
    const double said_s = *cpu_s_of_trial({}, {{worker}, 1000});
    const double without_s = *cpu_s_of_trial({}, {{worker}, 0});
    const double by_kernel_s = *cpu_s_of_trial({});
    EXPECT_NEAR(said_s - without_s, 1000, 0.05);
    EXPECT_NEAR(by_kernel_s - without_s, spin_s, 0.05);
  });
}

TEST(HostLoad, SeparatesStealFromForeign) {
  const Seen seen = seen_during([] { sleep_ms(200); }, {}, 0, 0.1);
  EXPECT_NEAR(*seen.reading.steal_s, 0.1, 1e-6);
  EXPECT_NEAR(seen.not_foreign_s(), 0.1, 0.02);
}

TEST(HostLoad, CountsOurThreadsAsOurs) {
  expect_ours(seen_during([] { std::thread{[] { spin(spin_ns); }}.join(); }), 0.2);
}

TEST(HostLoad, CountsLiveChildrenAsOurs) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  pid_t child = 0;
  expect_ours(seen_during([&] {
                child = forked([&] {
                  spin(spin_ns);
                  if (write(ends[1], "x", 1) == 1) pause();
                });
                char byte = 0;
                EXPECT_EQ(read(ends[0], &byte, 1), 1);
              }),
              0.2);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
}

TEST(HostLoad, CountsEndedChildrenAsOurs) {
  int there[2], go[2];
  ASSERT_EQ(pipe(there), 0);
  ASSERT_EQ(pipe(go), 0);
  const pid_t child = forked([&] {
    spin(spin_ns);  // before the window: counts for nothing
    char byte = 0;
    if (write(there[1], "x", 1) != 1 || read(go[0], &byte, 1) != 1) _exit(1);
    spin(spin_ns);
  });
  char byte = 0;
  ASSERT_EQ(read(there[0], &byte, 1), 1);
  expect_ours(seen_during([&] {
                ASSERT_EQ(write(go[1], "x", 1), 1);
                waitpid(child, nullptr, 0);
              }),
              0.2);
  for (const int descriptor : {there[0], there[1], go[0], go[1]}) close(descriptor);
}

TEST(HostLoad, CountsOnlyHelperProcessAsOurs) {
  const UnrelatedProcess other{spin_forever};
  double used_s = 0;
  const auto wait = [&] {
    const double before_s = other.cpu_s();
    sleep_ms(200);
    used_s = other.cpu_s() - before_s;
  };
  const Seen as_helper = seen_during(wait, other.pid());
  expect_ours(as_helper, used_s);
  EXPECT_GT(used_s, 0.05);
  expect_ours(seen_during(wait), 0);
}

TEST(HostLoad, ForeignIsNullIfHelperHasEnded) {
  const pid_t ended = forked([] {});
  waitpid(ended, nullptr, 0);
  const Seen seen = seen_during([] { sleep_ms(120); }, ended);
  EXPECT_FALSE(seen.reading.foreign_cpu_s);
  EXPECT_TRUE(seen.reading.steal_s);
}

TEST(HostLoad, IsNullIfTimesDoNotAdvance) {
  const FakeProcfs machine;
  HostLoad load{ours, machine.root(), {0}};
  load.begin();
  sleep_ms(150);
  const HostLoadReading reading = load.end();
  EXPECT_FALSE(reading.foreign_cpu_s || reading.steal_s || reading.throttled_s);
}

TEST(HostLoad, IsNullWithoutProcfs) {
  const TemporaryFolder empty;
  HostLoad load{ours, empty.path(), {0}};
  load.begin();
  const HostLoadReading reading = load.end();
  EXPECT_FALSE(reading.foreign_cpu_s || reading.steal_s || reading.throttled_s);
}

TEST(HostLoad, ReportsThrottlingOfOurCgroup) {
  const FakeProcfs machine;
  const auto write = [&](const std::string& path, const std::string& text) {
    std::filesystem::create_directories((machine.root() / path).parent_path());
    std::ofstream(machine.root() / path) << text;
  };
  write("proc/self/cgroup", "0::/\n");
  write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  write("sys/fs/cgroup/cpu.max", "50000 100000\n");
  write("sys/fs/cgroup/cpu.stat", "throttled_usec 1000\n");
  HostLoad load{ours, machine.root(), {0}};
  load.begin();
  write("sys/fs/cgroup/cpu.stat", "throttled_usec 61000\n");
  EXPECT_NEAR(*load.end().throttled_s, 0.06, 1e-9);
}

TEST(HostLoad, SeesUnrelatedProcessOnRealMachine) {
  if (!read_cpu_times(own_affinity())) GTEST_SKIP() << "this machine does not tell";
  HostLoad load{ours};
  const UnrelatedProcess other{spin_forever};
  const double before_s = other.cpu_s();
  load.begin();
  sleep_ms(300);
  const double used_s = other.cpu_s() - before_s;
  const HostLoadReading reading = load.end();
  ASSERT_TRUE(reading.foreign_cpu_s && reading.steal_s);
  EXPECT_GE(*reading.foreign_cpu_s, used_s * 0.8 - 0.02);
}

}  // namespace
}  // namespace parbench
