#include "bench/trial/task_accounting.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/digest.hpp"
#include "bench/trial/clocks.hpp"
#include "tests/support/actions.hpp"
#include "tests/support/fake_workload.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

void run_all(const TaskAccounting& accounting, int worker = 0) {
  for (std::size_t i = 0; i < accounting.task_count(); ++i) accounting.run_task(i, worker);
}

// The error of the strict pass for `run`.
std::string strict_verdict(TaskAccounting& accounting, const std::function<void()>& run) {
  return message_of<WrongResult>([&] {
    accounting.begin_strict();
    run();
    accounting.check_strict();
  });
}

std::string plain_verdict(TaskAccounting& accounting, const std::function<void()>& run) {
  return message_of<WrongResult>([&] {
    accounting.begin_pass(false);
    run();
    accounting.check_pass();
  });
}

const std::string fine = "nothing was thrown";

TEST(StrictPass, AcceptsEachTaskOnce) {
  const FakeWorkload workload{5};
  TaskAccounting accounting{workload, 2};
  EXPECT_EQ(strict_verdict(accounting,
                           [&] {
                             for (const std::size_t i : {3U, 1U, 4U, 0U, 2U})
                               accounting.run_task(i, static_cast<int>(i % 2));
                           }),
            fine);
  EXPECT_EQ(accounting.max_in_flight(), 1);
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < 5; ++i) sum += mix(i, scramble(i));
  EXPECT_EQ(accounting.digest(), sum);
}

TEST(StrictPass, AcceptsZeroTasks) {
  const FakeWorkload workload{0};
  TaskAccounting accounting{workload, 2};
  EXPECT_EQ(strict_verdict(accounting, [] {}), fine);
  EXPECT_EQ(accounting.max_in_flight(), 0);
  EXPECT_EQ(accounting.digest(), 0U);
}

TEST(StrictPass, NamesMissingTask) {
  const FakeWorkload workload{3};
  TaskAccounting accounting{workload, 1};
  EXPECT_EQ(strict_verdict(accounting,
                           [&] {
                             accounting.run_task(0, 0);
                             accounting.run_task(2, 0);
                           }),
            "task 1 was run 0 times");
}

TEST(StrictPass, NamesDuplicatedTask) {
  const FakeWorkload workload{3};
  TaskAccounting accounting{workload, 1};
  EXPECT_EQ(strict_verdict(accounting,
                           [&] {
                             run_all(accounting);
                             accounting.run_task(2, 0);
                           }),
            "task 2 was run 2 times");
}

TEST(StrictPass, NamesWrongResult) {
  const FakeWorkload workload{
      3, [](std::size_t index, Worker&) { return index == 2 ? 0x2a : scramble(index); }};
  TaskAccounting accounting{workload, 1};
  EXPECT_EQ(strict_verdict(accounting, [&] { run_all(accounting); }),
            "task 2 gave x000000000000002a, expected " + digest_text(scramble(2)));
}

TEST(StrictPass, NamesWorkerWithTwoTasks) {
  const TaskAccounting* shared = nullptr;
  const FakeWorkload workload{2, [&](std::size_t index, Worker&) {
                                if (index == 0) shared->run_task(1, 1);
                                return scramble(index);
                              }};
  TaskAccounting accounting{workload, 2};
  shared = &accounting;
  EXPECT_EQ(strict_verdict(accounting, [&] { accounting.run_task(0, 1); }),
            "two tasks ran at once under worker number 1");
}

TEST(StrictPass, NamesMoreTasksAtOnceThanWorkers) {
  const TaskAccounting* shared = nullptr;
  const FakeWorkload workload{3, [&](std::size_t index, Worker&) {
                                if (index < 2)
                                  shared->run_task(index + 1, static_cast<int>(index + 1) % 2);
                                return scramble(index);
                              }};
  TaskAccounting accounting{workload, 2};
  shared = &accounting;
  EXPECT_EQ(strict_verdict(accounting, [&] { accounting.run_task(0, 0); }),
            "3 tasks ran at once under 2 workers");
  EXPECT_EQ(accounting.max_in_flight(), 3);
}

TEST(StrictPass, RejectsInvalidNumbers) {
  const FakeWorkload workload{3};
  TaskAccounting accounting{workload, 2};
  accounting.begin_strict();
  EXPECT_EQ(message_of<WrongResult>([&] { accounting.run_task(0, 2); }),
            "task 0 ran as worker 2: workers are numbered 0 to 1");
  EXPECT_EQ(message_of<WrongResult>([&] { accounting.run_task(0, -1); }),
            "task 0 ran as worker -1: workers are numbered 0 to 1");
  EXPECT_EQ(message_of<WrongResult>([&] { accounting.run_task(3, 0); }),
            "task 3 was run, but there are 3 tasks");
}

TEST(StrictPass, CountsConcurrentTasks) {
  std::atomic<int> came{0};
  const FakeWorkload workload{4, [&](std::size_t index, Worker&) {
                                ++came;
                                while (came < 4) std::this_thread::yield();
                                return scramble(index);
                              }};
  TaskAccounting accounting{workload, 4};
  EXPECT_EQ(strict_verdict(accounting,
                           [&] {
                             std::vector<std::thread> threads;
                             for (int i = 0; i < 4; ++i) {
                               threads.emplace_back(
                                   [&, i] { accounting.run_task(static_cast<std::size_t>(i), i); });
                             }
                             for (std::thread& thread : threads) thread.join();
                           }),
            fine);
  EXPECT_EQ(accounting.max_in_flight(), 4);
}

TEST(PlainPass, DetectsMissingTaskByCount) {
  const FakeWorkload workload{3};
  TaskAccounting accounting{workload, 1};
  EXPECT_EQ(plain_verdict(accounting, [&] { accounting.run_task(0, 0); }),
            "1 tasks were run in a pass of 3");
}

TEST(PlainPass, DetectsReplacedTaskBySum) {
  const FakeWorkload workload{3};
  TaskAccounting accounting{workload, 1};
  const std::string verdict = plain_verdict(accounting, [&] {
    for (const std::size_t i : {0U, 1U, 1U}) accounting.run_task(i, 0);
  });
  EXPECT_EQ(verdict.find("the results of a pass sum up to x"), 0U) << verdict;
  EXPECT_NE(verdict.find("expected " + digest_text(accounting.digest())), std::string::npos)
      << verdict;
}

TEST(PlainPass, DetectsSwappedResults) {
  const FakeWorkload workload{3, [](std::size_t index, Worker&) { return scramble(2 - index); }};
  TaskAccounting accounting{workload, 1};
  EXPECT_NE(plain_verdict(accounting, [&] { run_all(accounting); }), fine);
}

TEST(PlainPass, StartsAtZero) {
  const FakeWorkload workload{3};
  TaskAccounting accounting{workload, 1};
  EXPECT_NE(plain_verdict(accounting, [&] { accounting.run_task(0, 0); }), fine);
  for (int pass = 0; pass < 3; ++pass)
    EXPECT_EQ(plain_verdict(accounting, [&] { run_all(accounting); }), fine);
}

TEST(TaskAccounting, ThrowsFailureOfTask) {
  const FakeWorkload workload{
      1, [](std::size_t, Worker&) -> std::uint64_t { throw std::out_of_range("no such luck"); }};
  TaskAccounting accounting{workload, 1};
  accounting.begin_strict();
  EXPECT_EQ(message_of<std::out_of_range>([&] { accounting.run_task(0, 0); }), "no such luck");
}

TEST(TaskAccounting, TimesTasksFromStartOfPass) {
  const FakeWorkload workload{1};
  TaskAccounting accounting{workload, 1, true};
  const std::int64_t began_ns = accounting.begin_strict();
  const std::int64_t before_ns = now_ns();
  accounting.run_task(0, 0);
  const std::int64_t after_ns = now_ns();
  const Span span = accounting.spans().at(0);
  EXPECT_GE(span.start_s, 1e-9 * static_cast<double>(before_ns - began_ns));
  EXPECT_GE(span.end_s, span.start_s);
  EXPECT_LE(span.end_s, 1e-9 * static_cast<double>(after_ns - began_ns));
}

TEST(TaskAccounting, IsWrittenByForkedChildren) {
  const FakeWorkload workload{4, [](std::size_t index, Worker& worker) {
                                *worker.observed += 10;
                                return scramble(index);
                              }};
  TaskAccounting accounting{workload, 2};
  accounting.begin_measuring();
  const auto run = [&] {
    for (int worker = 0; worker < 2; ++worker) {
      const pid_t child = forked([&] {
        for (std::size_t i = 0; i < 4; i += 2)
          accounting.run_task(i + static_cast<std::size_t>(worker), worker);
        accounting.leave(worker);
      });
      waitpid(child, nullptr, 0);
    }
  };
  EXPECT_EQ(strict_verdict(accounting, run), fine);
  EXPECT_EQ(plain_verdict(accounting, run), fine);
  EXPECT_EQ(accounting.per_worker()[1].tasks, 4U);
  EXPECT_EQ(accounting.observed(), 80U);
  EXPECT_EQ(plain_verdict(accounting, [] {}), "0 tasks were run in a pass of 4");
}

TaskReport report_of(std::size_t index, int worker) {
  TaskReport report;
  report.task = index;
  report.worker = static_cast<std::uint32_t>(worker);
  report.outcome = TaskOutcome::done;
  report.digest = scramble(index);
  return report;
}

TEST(Elsewhere, TasksOfOtherProgramsAreCheckedLikeOwn) {
  const FakeWorkload workload{4};
  TaskAccounting accounting{workload, 2, true, "{}"};
  const auto run = [&](const std::vector<std::size_t>& indices) {
    for (const std::size_t index : indices) {
      accounting.start_elsewhere(index, 1);
      accounting.end_elsewhere(report_of(index, 1));
    }
  };
  EXPECT_EQ(strict_verdict(accounting, [&] { run({2, 0, 1, 3}); }), fine);
  EXPECT_EQ(accounting.max_in_flight(), 1);
  EXPECT_EQ(accounting.spans().size(), 4U);
  EXPECT_EQ(plain_verdict(accounting, [&] { run({2, 0, 1, 3}); }), fine);
  EXPECT_EQ(strict_verdict(accounting, [&] { run({2, 0, 1}); }), "task 3 was run 0 times");
  EXPECT_EQ(plain_verdict(accounting, [&] { run({2, 0, 1}); }), "3 tasks were run in a pass of 4");
}

TEST(Elsewhere, TwoProgramsUnderOneWorkerClash) {
  const FakeWorkload workload{2};
  TaskAccounting accounting{workload, 2, false, "{}"};
  EXPECT_EQ(strict_verdict(accounting,
                           [&] {
                             accounting.start_elsewhere(0, 1);
                             accounting.start_elsewhere(1, 1);
                             accounting.end_elsewhere(report_of(0, 1));
                             accounting.end_elsewhere(report_of(1, 1));
                           }),
            "two tasks ran at once under worker number 1");
  EXPECT_EQ(accounting.max_in_flight(), 2);
}

TEST(Elsewhere, AddsWhatTheProgramsUsed) {
  const FakeWorkload workload{2};
  TaskAccounting accounting{workload, 2, false, "{}"};
  accounting.begin_measuring();
  const std::int64_t start_ns = accounting.begin_pass(true);
  for (const std::size_t index : {0U, 1U}) {
    accounting.start_elsewhere(index, 1);
    TaskReport report = report_of(index, 1);
    report.start_ns = start_ns + 1'000'000 * static_cast<std::int64_t>(index + 1);
    report.end_ns = report.start_ns + 500'000;
    report.cpu_ns = 20'000'000;
    report.voluntary_switches = 3;
    report.observed = 5;
    accounting.end_elsewhere(report);
  }
  accounting.check_pass();
  const Usage live = accounting.end_measuring();
  EXPECT_EQ(live.cpu_ns, 0);  // they have ended: this process's own usage has theirs
  const WorkerRecord worker = accounting.per_worker().at(1);
  EXPECT_EQ(worker.tasks, 2U);
  EXPECT_DOUBLE_EQ(worker.cpu_s.value(), 0.04);
  EXPECT_EQ(worker.voluntary_switches, 6);
  EXPECT_DOUBLE_EQ(worker.first_s.value(), 0.001);
  EXPECT_DOUBLE_EQ(worker.last_s.value(), 0.0025);
  EXPECT_FALSE(worker.runq_wait_s);
  EXPECT_EQ(accounting.observed(), 10U);
}

TEST(Elsewhere, AFailureIsThrownAsTheTaskWouldThrowIt) {
  const FakeWorkload workload{2};
  const TaskAccounting accounting{workload, 1, false, "{}"};
  TaskReport report = report_of(0, 0);
  std::string{"no luck"}.copy(report.failure, sizeof report.failure - 1);
  report.outcome = TaskOutcome::failed;
  EXPECT_EQ(message_of<std::runtime_error>([&] { accounting.end_elsewhere(report); }), "no luck");
  report.outcome = TaskOutcome::wrong_result;
  EXPECT_EQ(message_of<WrongResult>([&] { accounting.end_elsewhere(report); }), "no luck");
}

TEST(Elsewhere, OnlyATrialCanBeMadeAgain) {
  const FakeWorkload workload{2};
  EXPECT_TRUE((TaskAccounting{workload, 1}.task_program(0, 0).empty()));
  EXPECT_EQ((TaskAccounting{workload, 1, false, "{}"}.task_program(1, 0)),
            (std::vector<std::string>{"--task", "{}", "1", "0"}));
}

// Ends with its second step.
class TwoSteps final : public WaitingTask {
 public:
  explicit TwoSteps(std::size_t index) : index_{index} {}
  std::optional<Wait> step() override {
    if (steps_++ > 0) return std::nullopt;
    return Wait{.deadline = std::chrono::steady_clock::now()};
  }
  std::uint64_t digest() const override { return scramble(index_); }

 private:
  std::size_t index_;
  int steps_ = 0;
};

class WaitingWorkload final : public Workload {
 public:
  std::size_t task_count() const override { return 3; }
  std::uint64_t run_task(std::size_t index, Worker&) const override { return scramble(index); }
  std::uint64_t expected(std::size_t index) const override { return scramble(index); }
  std::unique_ptr<WaitingTask> start_task(std::size_t index, Worker&) const override {
    return std::make_unique<TwoSteps>(index);
  }
};

TEST(InSteps, TasksInFlightAreCountedAndChecked) {
  const WaitingWorkload workload;
  TaskAccounting accounting{workload, 3};
  EXPECT_EQ(
      strict_verdict(accounting,
                     [&] {
                       std::vector<std::unique_ptr<WaitingTask>> tasks;
                       for (const int i : {0, 1, 2})
                         tasks.push_back(accounting.start_task(static_cast<std::size_t>(i), i));
                       for (const auto& task : tasks) EXPECT_TRUE(task->step());
                       for (const auto& task : tasks) EXPECT_FALSE(task->step());
                     }),
      fine);
  EXPECT_EQ(accounting.max_in_flight(), 3);
}

// One thread runs the tasks of many worker numbers: what it used is nobody's own.
TEST(InSteps, WorkersHaveNoCpuTimeOfTheirOwn) {
  const WaitingWorkload workload;
  TaskAccounting accounting{workload, 1};
  accounting.begin_measuring();
  EXPECT_EQ(plain_verdict(accounting,
                          [&] {
                            for (const std::size_t i : {0U, 1U, 2U})
                              EXPECT_EQ(run_to_end(*accounting.start_task(i, 0)), scramble(i));
                          }),
            fine);
  accounting.end_measuring();
  const WorkerRecord worker = accounting.per_worker().at(0);
  EXPECT_EQ(worker.tasks, 3U);
  EXPECT_FALSE(worker.cpu_s);
  EXPECT_FALSE(worker.voluntary_switches);
}

TEST(InSteps, ATaskThatOnlyComputesHasNone) {
  const FakeWorkload workload{1};
  const TaskAccounting accounting{workload, 1};
  EXPECT_EQ(accounting.start_task(0, 0), nullptr);
}

}  // namespace
}  // namespace parbench
