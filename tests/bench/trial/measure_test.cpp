#include "bench/trial/measure.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/trial/task_accounting.hpp"
#include "tests/support/actions.hpp"
#include "tests/support/scripted_trial.hpp"

namespace parbench {
namespace {

using Measure = ScriptedTrial;

// A short pass lasts long where another process takes the CPU: then the choice is another, and
// right.
template <typename Condition>
bool once_in_five(const Condition& condition) {
  for (int i = 0; i < 5; ++i) {
    if (condition()) return true;
  }
  return false;
}

TEST_F(Measure, RunsColdPassThenTimedPasses) {
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
  EXPECT_EQ(record.digest.sum, digest);
}

TEST_F(Measure, TimesEachPartSeparately) {
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

TEST_F(Measure, ReportsTheSpreadOfTimedPasses) {
  request.passes = 5;
  script.run = [](const Job& job, int, int pass) {
    sleep_ms(pass == 0 ? 200 : pass == 4 ? 50 : 1);
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, 0);
  };
  const TrialRecord record = measured();
  ASSERT_TRUE(record.spread);
  EXPECT_EQ(record.spread->passes, 5U);
  EXPECT_GE(*record.spread->p25_s, record.wall_min_s);
  EXPECT_GE(*record.spread->p50_s, *record.spread->p25_s);
  EXPECT_LE(*record.spread->p75_s, record.wall_max_s);
  EXPECT_FALSE(record.spread->p90_s);  // of 5 passes
  request.passes = 1;
  EXPECT_FALSE(measured().spread);
}

TEST_F(Measure, SlowdownLengthensOnlyTimedPasses) {
  script.tasks = 1;
  script.body = [](std::size_t index, Worker&) {
    sleep_ms(20);
    return scramble(index);
  };
  request.slowdown = 4;
  const TrialRecord record = measured();
  EXPECT_GE(record.wall_min_s, 5 * 0.02);
  EXPECT_GT(*record.cpu_s, 0.02);  // busy, as far as others let it
  request.slowdown = 0;
  EXPECT_GE(measured().cold_s, 0.02);
  EXPECT_TRUE(once_in_five([&] {
    request.slowdown = 4;
    const double cold_s = measured().cold_s;
    request.slowdown = 0;
    return cold_s < 5 * 0.02 && measured().wall_min_s < 5 * 0.02;
  }));
}

TEST_F(Measure, TracesExtraPass) {
  request.trace = true;
  request.workers = 2;
  script.run = [](const Job& job, int, int pass) {
    if (pass == 4) sleep_ms(20);  // the traced one, after a cold and three timed passes
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, static_cast<int>(i % 2));
  };
  const TrialRecord record = measured();
  EXPECT_EQ(script.passes, 5);
  EXPECT_EQ(record.passes, 3U);
  EXPECT_LT(record.wall_max_s, 0.020);
  EXPECT_EQ(record.per_worker[0].tasks + record.per_worker[1].tasks, 12U);
  ASSERT_TRUE(record.trace);
  EXPECT_GE(record.trace->wall_s, 0.020);
  ASSERT_EQ(record.trace->spans.size(), 4U);
  double before_s = 0.020;
  for (std::size_t i = 0; i < 4; ++i) {
    const Span& span = record.trace->spans[i];
    EXPECT_EQ(span.task, i);
    EXPECT_EQ(span.worker, static_cast<int>(i % 2));
    EXPECT_GE(span.start_s, before_s);
    EXPECT_GE(span.end_s, span.start_s);
    before_s = span.end_s;
  }
  EXPECT_LE(before_s, record.trace->wall_s);
}

TEST_F(Measure, ChecksEachTaskOfTracedPass) {
  request.trace = true;
  script.body = [](std::size_t index, Worker&) { return scramble(index) + (script.passes == 5); };
  EXPECT_EQ(message<WrongResult>().substr(0, 12), "task 0 gave ");
}

TEST_F(Measure, DoesNotTraceByDefault) {
  EXPECT_FALSE(measured().trace);
  EXPECT_EQ(script.passes, 4);
}

TEST_F(Measure, OmitsTraceOfTooManyTasks) {
  request.trace = true;
  request.passes = 1;
  script.tasks = 20'001;
  EXPECT_FALSE(measured().trace);
  EXPECT_EQ(script.passes, 2);
}

TEST_F(Measure, SumsRunQueueWaitsOfWorkers) {
  script.run = [](const Job& job, int, int) {
    for (std::size_t i = 0; i < job.task_count(); ++i) job.run_task(i, i == 0 ? 1 : 0);
  };
  request.workers = 3;
  const TrialRecord record = measured();
  if (!record.runq_wait_s) GTEST_SKIP() << "this kernel does not count";
  EXPECT_DOUBLE_EQ(*record.runq_wait_s,
                   *record.per_worker[0].runq_wait_s + *record.per_worker[1].runq_wait_s);
  EXPECT_FALSE(record.per_worker[2].runq_wait_s);
}

TEST_F(Measure, HasNoSumIfOneWaitIsUnknown) {
  script.tasks = 100'000;  // far too short to read it in a pass, however long the first one takes
  script.run = [](const Job& job, int, int) {
    job.run_task(0, 0);
    std::thread{[&] {
      for (std::size_t i = 1; i < job.task_count(); ++i) job.run_task(i, 1);
      job.leave(1);
    }}.join();
  };
  request.workers = 2;
  EXPECT_FALSE(measured().runq_wait_s);
}

TEST_F(Measure, ChoosesPassesForMinimumSample) {
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

TEST_F(Measure, ChoosesOnePassIfSufficient) {
  request.passes = 0;
  request.min_sample_s = 0.005;
  script.body = [](std::size_t index, Worker&) {
    sleep_ms(5);
    return scramble(index);
  };
  EXPECT_EQ(measured().passes, 1U);
}

TEST_F(Measure, ChoosesManyShortPasses) {
  request.passes = 0;
  request.min_sample_s = 0.01;
  EXPECT_TRUE(once_in_five([&] {
    script.passes = 0;
    const TrialRecord record = measured();
    EXPECT_GT(record.wall_min_s, 0);
    return record.passes > 100 && static_cast<std::uint64_t>(script.passes) > record.passes + 100;
  }));
}

TEST_F(Measure, ChoosesOnePassForZeroSample) {
  request.passes = 0;
  request.min_sample_s = 0;
  EXPECT_EQ(measured().passes, 1U);
}

TEST_F(Measure, ChecksResultsAfterEveryPass) {
  script.body = [](std::size_t index, Worker&) {
    return script.passes == 3 ? index : scramble(index);
  };
  EXPECT_EQ(message<WrongResult>().find("the results of a pass sum up to x"), 0U);
  EXPECT_EQ(script.passes, 3);
}

TEST_F(Measure, ChecksEachTaskOfColdPass) {
  script.run = [](const Job& job, int, int) {
    for (const std::size_t i : {0U, 1U, 1U, 3U}) job.run_task(i, 0);
  };
  EXPECT_EQ(message<WrongResult>(), "task 1 was run 2 times");
}

TEST_F(Measure, ThrowsFailureAfterTearDown) {
  bool torn_down = false;
  script.tear_down = [&] { torn_down = true; };
  script.body = [](std::size_t, Worker&) -> std::uint64_t {
    throw std::runtime_error("no such luck");
  };
  EXPECT_EQ(message<std::runtime_error>(), "no such luck");
  EXPECT_TRUE(torn_down);
}

TEST_F(Measure, RejectsUnsupportedWorkers) {
  runner.scales = false;
  request.workers = 2;
  EXPECT_EQ(message<Unsupported>(), "this runner has 1 worker, not 2");
  EXPECT_EQ(script.passes, 0);
}

TEST_F(Measure, RejectsUnknownParameters) {
  request.parameters = {{"size", "1"}};
  EXPECT_EQ(message<BadParameter>(), "made.size is not a parameter of made: it has none");
}

TEST_F(Measure, DetectsChildLeftBehind) {
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

TEST_F(Measure, ReportsObservedIfNamed) {
  script.body = [](std::size_t index, Worker& worker) {
    *worker.observed += 2;
    return scramble(index);
  };
  EXPECT_FALSE(measured().observed);
  workload.observed = "things";
  EXPECT_EQ(measured().observed->count, 4U * 4U * 2U);  // the cold pass is among them
}

TEST_F(Measure, CountsTheResultsThatSurviveAWorker) {
  workload.counts_survivors = true;
  script.body = [](std::size_t index, Worker&) {
    if (index == 2) throw std::runtime_error("it dies");
    return scramble(index);
  };
  const TrialRecord record = measured();
  EXPECT_EQ(record.observed->count, 2);  // of the tasks before it
  EXPECT_EQ(record.passes, 1U);
  EXPECT_EQ(record.workers_seen, 1);
  EXPECT_EQ(script.passes, 1);
}

struct CheckedWorkload final : Workload {
  std::size_t task_count() const override { return 1; }
  std::uint64_t run_task(std::size_t, Worker&) const override { return 0; }
  std::uint64_t expected(std::size_t) const override { return 0; }
  void begin_pass() const override { ++begun; }
  std::optional<double> check_pass() const override {
    if (begun == wrong) throw WrongResult("the balance is wrong");
    return begun;
  }
  static inline int begun = 0, wrong = 0;
};

TEST_F(Measure, ChecksEachPassAndAveragesWhatTheTimedOnesObserved) {
  workload.make = nullptr;
  workload.make_shared = [](const Parameters&, int) -> std::unique_ptr<Workload> {
    return std::make_unique<CheckedWorkload>();
  };
  CheckedWorkload::begun = CheckedWorkload::wrong = 0;
  EXPECT_DOUBLE_EQ(measured().observed->count, (2 + 3 + 4) / 3.0);  // after the cold one
  CheckedWorkload::begun = 0;
  CheckedWorkload::wrong = 3;
  EXPECT_EQ(message<WrongResult>(), "the balance is wrong");
  runner.cannot_share = "one thread";
  EXPECT_EQ(message<Unsupported>(), "one thread");
}

TEST_F(Measure, KeepsWorkerState) {
  struct Kept : WorkerState {
    int tasks = 0;
  };
  script.body = [](std::size_t index, Worker& worker) {
    if (!worker.state) worker.state = std::make_unique<Kept>();
    return scramble(index) + (++static_cast<Kept&>(*worker.state).tasks > 16 ? 1 : 0);
  };
  EXPECT_EQ(message<WrongResult>(), "nothing was thrown");
  request.passes = 4;
  EXPECT_NE(message<WrongResult>(), "nothing was thrown");
}

}  // namespace
}  // namespace parbench
