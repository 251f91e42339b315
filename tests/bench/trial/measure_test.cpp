// One trial's order and sums, with workloads and runners made for the purpose. Never judges how
// fast anything is.
#include "bench/trial/measure.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "bench/trial/accounts.hpp"
#include "tests/support/made_workload.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

void sleep_ms(int count) { std::this_thread::sleep_for(std::chrono::milliseconds{count}); }

void spin_ms(int count) {
  const std::int64_t end = thread_cpu_ns() + count * 1'000'000LL;
  while (thread_cpu_ns() < end) {
  }
}

// What the next trial is made of. Its parts are made by plain functions, which cannot hold anything
// themselves.
struct Script {
  std::size_t tasks = 4;
  MadeWorkload::Deed deed = [](std::size_t index, Worker&) { return scramble(index); };
  std::function<void(const Job&, int workers, int pass)> run = [](const Job& job, int, int) {
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, 0);
  };
  std::function<void()> set_up = [] {};
  std::function<void()> tear_down = [] {};
  int passes = 0;  // run so far
};
Script script;

class ScriptedRunner final : public Runner {
 public:
  ScriptedRunner(const Job& job, int workers) : job_{job}, workers_{workers} { script.set_up(); }
  ~ScriptedRunner() override { script.tear_down(); }
  void run() override { script.run(job_, workers_, script.passes++); }

 private:
  const Job& job_;
  int workers_;
};

RunnerInfo scripted_runner() {
  RunnerInfo info;
  info.make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
    return std::make_unique<ScriptedRunner>(job, workers);
  };
  return info;
}

WorkloadInfo scripted_workload() {
  WorkloadInfo info;
  info.make = [](const Parameters&, const std::filesystem::path&) -> std::unique_ptr<Workload> {
    return std::make_unique<MadeWorkload>(script.tasks, script.deed);
  };
  return info;
}

class Measure : public testing::Test {
 protected:
  Measure() {
    script = {};
    request.workload = "made";
    request.passes = 3;
  }

  TrialRecord measured() { return measure(request, workload, runner); }

  template <typename Error>
  std::string message() {
    return message_of<Error>([&] { measured(); });
  }

  TrialRequest request;
  WorkloadInfo workload = scripted_workload();
  RunnerInfo runner = scripted_runner();
};

TEST_F(Measure, RunsAColdPassAndThenTheTimedOnes) {
  const TrialRecord record = measured();
  EXPECT_EQ(script.passes, 4);
  EXPECT_EQ(record.passes, 3U);
  EXPECT_EQ(record.tasks, 4U);
  EXPECT_EQ(record.workers_seen, 1);
  EXPECT_EQ(record.max_in_flight, 1);
  ASSERT_EQ(record.per_worker.size(), 1U);
  EXPECT_EQ(record.per_worker[0].tasks, 12U);
  EXPECT_GT(record.peak_rss_kib, 0);
  std::uint64_t digest = 0;
  for (std::uint64_t i = 0; i < 4; ++i) digest += mix(i, scramble(i));
  EXPECT_EQ(record.digest, digest);
}

TEST_F(Measure, TimesEachPartApart) {
  script.set_up = [] { sleep_ms(20); };
  script.tear_down = [] { sleep_ms(40); };
  script.run = [](const Job& job, int, int pass) {
    sleep_ms(pass == 0 ? 200 : pass == 2 ? 50 : 5);
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, 0);
  };
  const TrialRecord record = measured();
  EXPECT_GE(record.setup_s, 0.020);
  EXPECT_GE(record.cold_s, 0.200);
  EXPECT_GE(record.teardown_s, 0.040);
  EXPECT_GE(record.wall_s * 3, 0.060);
  EXPECT_GE(record.wall_min_s, 0.005);
  EXPECT_LT(record.wall_min_s, 0.050);
  EXPECT_GE(record.wall_max_s, 0.050);
  EXPECT_LT(record.wall_max_s, 0.200);
  EXPECT_LE(record.wall_min_s, record.wall_s);
  EXPECT_LE(record.wall_s, record.wall_max_s);
}

// A short pass lasts long where another process takes the CPU: then the choice is another, and
// right.
template <typename Condition>
bool once_in_five(const Condition& condition) {
  for (int i = 0; i < 5; ++i) {
    if (condition()) return true;
  }
  return false;
}

TEST_F(Measure, ChoosesPassesForTheSample) {
  request.passes = 0;
  request.min_sample_s = 0.05;
  script.run = [](const Job& job, int, int) {
    sleep_ms(2);
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, 0);
  };
  EXPECT_TRUE(once_in_five([&] {
    script.passes = 0;
    const TrialRecord record = measured();
    EXPECT_LE(record.passes, 25U);  // none takes less than its 2 ms
    const std::uint64_t untimed = static_cast<std::uint64_t>(script.passes) - 1 - record.passes;
    EXPECT_LE(untimed, 2U);  // a twentieth of the sample is 2.5 ms
    return record.passes > 2;
  }));
}

TEST_F(Measure, ChoosesOnePassWhereThatIsEnough) {
  request.passes = 0;
  request.min_sample_s = 0.005;
  script.deed = [](std::size_t index, Worker&) {
    sleep_ms(5);
    return scramble(index);
  };
  EXPECT_EQ(measured().passes, 1U);
}

TEST_F(Measure, ChoosesManyPassesForShortOnes) {
  request.passes = 0;
  request.min_sample_s = 0.01;
  EXPECT_TRUE(once_in_five([&] {
    script.passes = 0;
    const TrialRecord record = measured();
    EXPECT_GT(record.wall_min_s, 0);
    return record.passes > 100 && static_cast<std::uint64_t>(script.passes) > record.passes + 100;
  }));
}

TEST_F(Measure, ChoosesAPassForASampleOfNoLength) {
  request.passes = 0;
  request.min_sample_s = 0;
  EXPECT_EQ(measured().passes, 1U);
}

TEST_F(Measure, LooksAtResultsAfterEveryPass) {
  script.deed = [](std::size_t index, Worker&) {
    return script.passes == 3 ? index : scramble(index);
  };
  EXPECT_EQ(message<WrongResult>().find("the results of a pass sum up to x"), 0U);
  EXPECT_EQ(script.passes, 3);
}

TEST_F(Measure, LooksAtEachTaskInTheColdPass) {
  script.run = [](const Job& job, int, int) {
    for (const std::size_t i : {0, 1, 1, 3}) job.run_task(i, 0);
  };
  EXPECT_EQ(message<WrongResult>(), "task 1 was run 2 times");
}

TEST_F(Measure, LetsAFailureThroughAfterTheTearDown) {
  bool torn_down = false;
  script.tear_down = [&] { torn_down = true; };
  script.deed = [](std::size_t, Worker&) -> std::uint64_t {
    throw std::runtime_error("no such luck");
  };
  EXPECT_EQ(message<std::runtime_error>(), "no such luck");
  EXPECT_TRUE(torn_down);
}

TEST_F(Measure, RefusesWorkersThatTheRunnerCannotHave) {
  runner.scales = false;
  request.workers = 2;
  EXPECT_EQ(message<Unsupported>(), "this runner has 1 worker, not 2");
  EXPECT_EQ(script.passes, 0);
}

TEST_F(Measure, RefusesParametersThatTheWorkloadLacks) {
  request.parameters = {{"size", "1"}};
  EXPECT_EQ(message<BadParameter>(), "made.size is not a parameter of made: it has none");
}

TEST_F(Measure, FindsAChildThatTheRunnerLeft) {
  pid_t child = 0;
  script.tear_down = [&] {
    child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
  };
  EXPECT_EQ(message<std::runtime_error>(), "the runner left a child process behind");
  ASSERT_GT(child, 0);
  kill(child, SIGKILL);
  EXPECT_EQ(message<std::runtime_error>(),
            "the runner left a child process behind");  // an unreaped one too
  kill(child, SIGKILL);
  while (waitpid(-1, nullptr, 0) > 0) {
  }
}

TEST_F(Measure, TellsWhatWasObservedWhereTheWorkloadNamesIt) {
  script.deed = [](std::size_t index, Worker& worker) {
    *worker.observed += 2;
    return scramble(index);
  };
  EXPECT_FALSE(measured().observed);
  workload.observed = "things";
  EXPECT_EQ(measured().observed, 4U * 4U * 2U);  // the cold pass is among them
}

TEST_F(Measure, HandsOnWhatAWorkerKeeps) {
  struct Kept : WorkerState {
    int tasks = 0;
  };
  script.deed = [](std::size_t index, Worker& worker) {
    if (!worker.state) worker.state = std::make_unique<Kept>();
    return scramble(index) + (++static_cast<Kept&>(*worker.state).tasks > 16 ? 1 : 0);
  };
  EXPECT_EQ(message<WrongResult>(), "nothing was thrown");
  request.passes = 4;
  EXPECT_NE(message<WrongResult>(), "nothing was thrown");
}

TEST_F(Measure, CountsTheSwitchesOfTheTimedPasses) {
  script.deed = [](std::size_t index, Worker&) {
    sleep_ms(1);
    return scramble(index);
  };
  const TrialRecord record = measured();
  EXPECT_GE(*record.voluntary_switches, 12);
  EXPECT_LT(*record.voluntary_switches, 50);
  EXPECT_GE(*record.involuntary_switches, 0);
}

constexpr int spin = 10;  // ms a task

MadeWorkload::Deed spinning() {
  return [](std::size_t index, Worker&) {
    spin_ms(spin);
    return scramble(index);
  };
}

void expect_cpu_of_three_passes(const TrialRecord& record, int workers) {
  const double pass_s = workers * spin * 1e-3;
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

TEST_F(Measure, CountsTheCpuTimeOfThreads) {
  script.deed = spinning();
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

TEST_F(Measure, CountsTheCpuTimeOfChildrenThatEnd) {
  script.deed = spinning();
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

// One child, told of each pass through a pipe, as a pool would be.
TEST_F(Measure, CountsTheCpuTimeOfAChildThatStays) {
  script.tasks = 1;
  script.deed = spinning();
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
