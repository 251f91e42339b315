#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
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

// Long beside the start of a thread or a process, which may take 30 ms under a sanitizer.
constexpr std::int64_t task_ns = 120'000'000;

FakeWorkload::TaskBody spinning() {
  return [](std::size_t index, Worker&) {
    spin(task_ns);
    return scramble(index);
  };
}

// The same by a process that the task starts, as a user's program is.
FakeWorkload::TaskBody spinning_in_child() {
  return [](std::size_t index, Worker& worker) {
    const pid_t child = fork();
    if (child == 0) {
      spin(task_ns);
      _exit(0);
    }
    rusage used{};
    while (wait4(child, nullptr, 0, &used) < 0 && errno == EINTR) {
    }
    for (const timeval& time : {used.ru_utime, used.ru_stime})
      worker.children->cpu_ns += time.tv_sec * 1'000'000'000LL + time.tv_usec * 1000LL;
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
    EXPECT_GE(*row.cpu_s, 3 * static_cast<double>(task_ns) * 1e-9 * 0.99);
    sum_s += *row.cpu_s;
  }
  EXPECT_GE(sum_s, 3 * pass_s * 0.99);
  EXPECT_LT(sum_s, 3 * pass_s * 1.5);
  EXPECT_EQ(record.workers_seen, workers);
}

TEST_F(MeasuredUsage, CountsCpuTimeOfThreads) {
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
  for (const auto& body : {spinning(), spinning_in_child()}) {
    script.body = body;
    for (const int workers : {1, 2, 4}) {
      script.tasks = static_cast<std::size_t>(request.workers = workers);
      expect_cpu_of_three_passes(measured(), workers);
    }
  }
}

TEST_F(MeasuredUsage, CountsCpuTimeOfEndedChildren) {
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
  for (const auto& body : {spinning(), spinning_in_child()}) {
    script.body = body;
    for (const int workers : {1, 2, 4}) {
      script.tasks = static_cast<std::size_t>(request.workers = workers);
      expect_cpu_of_three_passes(measured(), workers);
    }
  }
}

// One child that learns of each pass through a pipe, as a pool does.
class MeasuredLiveChild : public ScriptedTrial {
 protected:
  void expect_cpu_of(const FakeWorkload::TaskBody& body);
};

void MeasuredLiveChild::expect_cpu_of(const FakeWorkload::TaskBody& body) {
  script.tasks = 1;
  script.body = body;
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

TEST_F(MeasuredLiveChild, HasItsCpuTimeCounted) { expect_cpu_of(spinning()); }

TEST_F(MeasuredLiveChild, HasCpuTimeOfItsProgramsCounted) { expect_cpu_of(spinning_in_child()); }

}  // namespace
}  // namespace parbench
