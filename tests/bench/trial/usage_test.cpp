#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "tests/support/actions.hpp"
#include "tests/support/scripted_trial.hpp"

namespace parbench {
namespace {

using MeasuredUsage = ScriptedTrial;

TEST_F(MeasuredUsage, CountsSwitchesOfTimedPasses) {
  script.body = [](std::size_t index, Worker&) {
    sleep_ms(1);
    return scramble(index);
  };
  const TrialRecord record = measured();
  EXPECT_GE(*record.voluntary_switches, 12);
  EXPECT_LT(*record.voluntary_switches, 50);
  EXPECT_GE(*record.involuntary_switches, 0);
}

constexpr std::int64_t task_ns = 10'000'000;

FakeWorkload::TaskBody spinning() {
  return [](std::size_t index, Worker&) {
    spin(task_ns);
    return scramble(index);
  };
}

void expect_cpu_of_three_passes(const TrialRecord& record, int workers) {
  const double pass_s = workers * static_cast<double>(task_ns) * 1e-9;
  ASSERT_TRUE(record.cpu_s);
  EXPECT_GE(*record.cpu_s, pass_s * 0.99);
  EXPECT_LT(*record.cpu_s, pass_s * 1.5);
  double sum_s = 0;
  for (const WorkerRecord& row : record.per_worker) {
    EXPECT_EQ(row.tasks, 3U);
    sum_s += *row.cpu_s;
  }
  EXPECT_GE(sum_s, 3 * pass_s * 0.99);
  EXPECT_LT(sum_s, 3 * pass_s * 1.5);
  EXPECT_EQ(record.workers_seen, workers);
}

TEST_F(MeasuredUsage, CountsCpuTimeOfThreads) {
  script.body = spinning();
  script.run = [](const Job& job, int workers, int) {
    std::vector<std::thread> threads;
    for (int i = 0; i < workers; ++i) {
      threads.emplace_back([&, i] {
        job.run_task(static_cast<std::size_t>(i), i);
        job.leave(i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  };
  for (const int workers : {1, 2, 4}) {
    script.tasks = static_cast<std::size_t>(request.workers = workers);
    expect_cpu_of_three_passes(measured(), workers);
  }
}

TEST_F(MeasuredUsage, CountsCpuTimeOfEndedChildren) {
  script.body = spinning();
  script.run = [](const Job& job, int workers, int) {
    for (int i = 0; i < workers; ++i) {
      if (fork() != 0) continue;
      job.run_task(static_cast<std::size_t>(i), i);
      job.leave(i);
      _exit(0);
    }
    while (wait(nullptr) > 0) {
    }
  };
  for (const int workers : {1, 2, 4}) {
    script.tasks = static_cast<std::size_t>(request.workers = workers);
    expect_cpu_of_three_passes(measured(), workers);
  }
}

// One child that learns of each pass through a pipe, as a pool does.
TEST_F(MeasuredUsage, CountsCpuTimeOfLiveChild) {
  script.tasks = 1;
  script.body = spinning();
  int begin[2], done[2];
  ASSERT_EQ(pipe(begin), 0);
  ASSERT_EQ(pipe(done), 0);
  pid_t child = 0;
  script.run = [&](const Job& job, int, int) {
    char byte = 0;
    if (child == 0 && (child = fork()) == 0) {
      close(begin[1]);
      while (read(begin[0], &byte, 1) == 1) {
        job.run_task(0, 0);
        job.leave(0);
        if (write(done[1], &byte, 1) != 1) break;
      }
      _exit(0);
    }
    if (write(begin[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1)
      throw std::runtime_error("a pipe broke");
  };
  script.tear_down = [&] {
    if (child > 0) kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  };
  expect_cpu_of_three_passes(measured(), 1);
  for (const int descriptor : {begin[0], begin[1], done[0], done[1]}) close(descriptor);
}

}  // namespace
}  // namespace parbench
