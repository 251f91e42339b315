#include "bench/trial/clocks.hpp"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/support/actions.hpp"

namespace parbench {
namespace {

constexpr std::int64_t ms = 1'000'000;

TEST(Now, IsSteadyClock) {
  const std::int64_t before = now_ns();
  const auto between = std::chrono::steady_clock::now().time_since_epoch();
  const std::int64_t after = now_ns();
  EXPECT_LE(before, std::chrono::nanoseconds{between}.count());
  EXPECT_GE(after, std::chrono::nanoseconds{between}.count());
}

TEST(ThreadClock, CountsOnlyWork) {
  const std::int64_t start = thread_cpu_ns();
  sleep_ms(20);
  EXPECT_LT(thread_cpu_ns() - start, 10 * ms);
  spin(20 * ms);
  EXPECT_GE(thread_cpu_ns() - start, 20 * ms);
}

TEST(OtherThread, IsReadableWhileItLives) {
  std::atomic<pid_t> tid{0};
  std::atomic<bool> end{false};
  std::thread thread{[&] {
    spin(20 * ms);
    sleep_ms(1);
    tid = static_cast<pid_t>(syscall(SYS_gettid));
    while (!end) sleep_ms(1);
  }};
  while (tid == 0) sleep_ms(1);
  const auto cpu_ns = cpu_ns_of_thread(tid);
  const auto switches = switches_of_thread(tid);
  end = true;
  thread.join();
  ASSERT_TRUE(cpu_ns && switches);
  EXPECT_GE(*cpu_ns, 20 * ms);
  EXPECT_LT(*cpu_ns, 40 * ms);
  EXPECT_GE(switches->voluntary, 1);
  for (int i = 0; i < 1000 && cpu_ns_of_thread(tid); ++i)
    sleep_ms(1);  // a joined thread may linger for a moment
  EXPECT_FALSE(cpu_ns_of_thread(tid));
  EXPECT_FALSE(switches_of_thread(tid));
}

TEST(Switches, AreCountedForCallingThread) {
  const Switches before = thread_switches();
  for (int i = 0; i < 5; ++i) sleep_ms(1);
  EXPECT_GE(thread_switches().voluntary - before.voluntary, 5);
}

// Left to itself the kernel's sum for a process lacks what a thread on another CPU ran since its
// last tick.
TEST(ProcessUsage, IncludesRunningThreadUpToNow) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<bool> end{false};
    std::int64_t cpu_ns = 0, last_ns = 0;
    const std::int64_t before = usage_of_process_and_reaped().cpu_ns;
    std::thread spinner{[&] {
      while (!end) {
      }
      cpu_ns = thread_cpu_ns();
      last_ns = now_ns();
    }};
    std::this_thread::sleep_for(std::chrono::microseconds{5000 + 300 * round});
    const std::int64_t read_ns = now_ns();
    const std::int64_t used = usage_of_process_and_reaped().cpu_ns - before;
    end = true;
    spinner.join();
    EXPECT_GE(used, cpu_ns - (last_ns - read_ns)) << "round " << round;
  }
}

// The kernel's sum for a process misses up to a tick of each thread that runs elsewhere: 4 ms of 40
// would be seen here.
TEST(ProcessUsage, CountsThreadsThatAreRunning) {
  for (const int threads : {1, 2, 4}) {
    SCOPED_TRACE(threads);
    std::atomic<int> spun{0};
    std::atomic<bool> end{false};
    const std::int64_t before = usage_of_process_and_reaped().cpu_ns;
    std::vector<std::thread> spinners;
    std::vector<std::int64_t> last(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
      spinners.emplace_back([&, i] {
        spin(40 * ms);
        ++spun;
        while (!end) {  // still running while the clock is read
        }
        last[static_cast<std::size_t>(i)] = thread_cpu_ns();
      });
    }
    while (spun < threads) sleep_ms(1);
    const std::int64_t used = usage_of_process_and_reaped().cpu_ns - before;
    end = true;
    std::int64_t all = thread_cpu_ns();
    for (std::thread& spinner : spinners) spinner.join();
    for (const std::int64_t cpu_ns : last) all += cpu_ns;
    EXPECT_GE(used, threads * 40 * ms);
    EXPECT_LE(used, all);
  }
}

TEST(ProcessUsage, CountsOnlyReapedChildren) {
  const Usage before = usage_of_process_and_reaped();
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) children.push_back(forked([] { spin(60 * ms); }));
  sleep_ms(30);
  // Starting them takes some milliseconds each, under a sanitizer.
  EXPECT_LT(usage_of_process_and_reaped().cpu_ns - before.cpu_ns, 50 * ms);
  for (const pid_t child : children) waitpid(child, nullptr, 0);
  const std::int64_t used = usage_of_process_and_reaped().cpu_ns - before.cpu_ns;
  EXPECT_GE(used,
            179 * ms);  // times of children are in whole microseconds, each part rounded down
  EXPECT_LT(used, 300 * ms);
}

void touch(std::size_t bytes) {
  std::vector<char> memory(bytes);
  for (std::size_t i = 0; i < bytes; i += 4096) *const_cast<volatile char*>(&memory[i]) = 1;
}

TEST(PeakMemory, IsLargestOfProcessAndReapedChildren) {
  const std::int64_t before = peak_rss_kib();
  EXPECT_GT(before, 500);
  const pid_t child = fork();
  if (child == 0) {
    touch(96U << 20U);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  const std::int64_t with_child = peak_rss_kib();
  EXPECT_GE(with_child, 96 << 10);
  touch(160U << 20U);
  EXPECT_GE(peak_rss_kib(), 160 << 10);
}

}  // namespace
}  // namespace parbench
