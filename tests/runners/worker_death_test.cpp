#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/machine/process_table.hpp"
#include "bench/runner.hpp"
#include "tests/support/fake_job.hpp"
#include "tests/support/leak_check.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;

// "worker 2 (pid 123) was …" as "worker W was …"
std::string without_numbers(const std::string& message) {
  const std::size_t pid = message.find(" (pid ");
  const std::size_t end = message.find(") ", pid);
  if (message.rfind("worker ", 0) != 0 || end == std::string::npos) return message;
  return "worker W" + message.substr(end + 1);
}

class WorkerDeath : public testing::TestWithParam<int> {
 protected:
  const int workers_ = GetParam();

  std::string message_of(Runner& runner) {
    try {
      runner.run();
      return "run() did not throw";
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  // The message of run() if a task ends its process while the others would last a minute.
  std::string message_of_death(const std::function<void()>& body) {
    const FakeJob job{100, workers_, [&](std::size_t index, int) {
                        if (index == 3) body();
                        if (index > 3) std::this_thread::sleep_for(std::chrono::minutes{1});
                      }};
    const LeakCheck before;
    const auto start = Clock::now();
    const std::string message = message_of(*runner_info.make(job, workers_));
    EXPECT_LT(Clock::now() - start, std::chrono::seconds{1});
    EXPECT_FALSE(has_children());
    EXPECT_TRUE(before.unchanged());
    return without_numbers(message);
  }
};

INSTANTIATE_TEST_SUITE_P(N, WorkerDeath, testing::Values(1, 2, 3, 4, 8, 16),
                         [](const auto& n) { return std::to_string(n.param); });

TEST_P(WorkerDeath, BySignalIsReportedWithTask) {
  EXPECT_EQ(message_of_death([] { raise(SIGKILL); }),
            "worker W was killed by SIGKILL while it ran task 3");
  EXPECT_EQ(message_of_death([] { raise(SIGSEGV); }),
            "worker W was killed by SIGSEGV while it ran task 3");
}

TEST_P(WorkerDeath, ByExitIsReportedWithTask) {
  EXPECT_EQ(message_of_death([] { _exit(3); }),
            "worker W exited with status 3 while it ran task 3");
  EXPECT_EQ(message_of_death([] { _exit(0); }),
            "worker W exited with status 0 while it ran task 3");
}

TEST_P(WorkerDeath, BetweenPassesIsReportedByNextPass) {
  const SharedArray<std::atomic<pid_t>> last{1};
  const FakeJob job{100, workers_, [&](std::size_t, int) { last[0] = getpid(); }};
  const auto runner = runner_info.make(job, workers_);
  runner->run();
  const bool lives_between_passes = kill(last[0], SIGKILL) == 0;
  EXPECT_EQ(without_numbers(message_of(*runner)),
            lives_between_passes ? "worker W was killed by SIGKILL while it had no task"
                                 : "run() did not throw");
}

TEST_P(WorkerDeath, KeepsBothEndsOfALongMessage) {
  const std::string text = "cause " + std::string(1000, 'x') + " remedy";
  const FakeJob job{1, workers_, [&](std::size_t, int) { throw std::runtime_error(text); }};
  const std::string message = message_of(*runner_info.make(job, workers_));
  EXPECT_LT(message.size(), 512);
  EXPECT_TRUE(message.starts_with("cause x") && message.ends_with("x remedy")) << message;
}

}  // namespace
}  // namespace parbench
