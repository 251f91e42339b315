#include "bench/launch/check_cases.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

// Four workers, three tasks each in a pass, two passes.
CheckedTrial good() {
  CheckedTrial tried;
  tried.workers = 4;
  tried.tasks = 12;
  tried.passes = 2;
  TrialRecord record;
  record.tasks = 12;
  record.passes = 2;
  record.workers_seen = record.max_in_flight = 4;
  for (int worker = 0; worker < 4; ++worker) {
    WorkerRecord row;
    row.worker = worker;
    row.tasks = 6;
    record.per_worker.push_back(row);
  }
  tried.outcome.record = record;
  return tried;
}

CheckedTrial failed(const std::string& reason, double seconds = 0.01) {
  CheckedTrial tried = good();
  tried.outcome.record.reset();
  tried.outcome.status = Status::failed;
  tried.outcome.reason = reason;
  tried.seconds = seconds;
  return tried;
}

template <typename Change>
std::string problem_with(Change change) {
  CheckedTrial tried = good();
  change(tried, *tried.outcome.record);
  return wrong_record(tried);
}

TEST(WrongRecord, AcceptsCorrectRecords) {
  EXPECT_EQ(wrong_record(good()), "");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.per_worker.clear(); }),
            "");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) {
              record.workers_seen = record.max_in_flight = 1;
            }),
            "");
}

// Three tasks on two workers, one after the other on worker 1.
Trace good_trace() { return {3.0, {{0, 0, 0.0, 2.0}, {2, 1, 1.5, 3.0}, {1, 1, 0.5, 1.5}}}; }

std::string problem_with_trace(const Trace& trace) {
  CheckedTrial tried = good();
  tried.outcome.record->trace = trace;
  return wrong_trace(tried);
}

TEST(WrongTrace, AcceptsCorrectOrMissingTrace) {
  EXPECT_EQ(wrong_trace(good()), "");
  EXPECT_EQ(problem_with_trace(good_trace()), "");
}

TEST(WrongTrace, RejectsOverlappingTasksOfAWorker) {
  Trace trace = good_trace();
  trace.spans[1].start_s = 1.4;
  EXPECT_EQ(problem_with_trace(trace), "in the trace, task 2 starts before worker 1 is free");
}

TEST(WrongTrace, RejectsTaskOutsidePassOrWorkers) {
  Trace late = good_trace();
  late.wall_s = 2.9;
  EXPECT_EQ(problem_with_trace(late), "in the trace, task 2 ends after its pass");
  Trace early = good_trace();
  early.spans[0].start_s = -0.1;
  EXPECT_EQ(problem_with_trace(early), "in the trace, task 0 starts before worker 0 is free");
  Trace other = good_trace();
  other.spans[0].worker = 4;
  EXPECT_EQ(problem_with_trace(other), "in the trace, task 0 has worker 4, allowed: 0 to 3");
}

TEST(WrongRecord, RequiresNoWorkerWithoutTasks) {
  const auto none = [](CheckedTrial& tried, TrialRecord& record) {
    tried.tasks = record.tasks = 0;
    record.workers_seen = record.max_in_flight = 0;
    for (WorkerRecord& row : record.per_worker) row.tasks = 0;
  };
  EXPECT_EQ(problem_with(none), "");
  EXPECT_EQ(problem_with([&](CheckedTrial& tried, TrialRecord& record) {
              none(tried, record);
              record.max_in_flight = 1;
            }),
            "max_in_flight is 1, allowed: 0 to 0");
}

TEST(WrongRecord, ReportsEndingWithoutRecord) {
  EXPECT_EQ(wrong_record(failed("no such luck")), "failed: no such luck");
}

TEST(WrongRecord, NamesWrongNumber) {
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.tasks = 11; }),
            "tasks is 11, expected 12");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.passes = 3; }),
            "passes is 3, expected 2");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.max_in_flight = 5; }),
            "max_in_flight is 5, allowed: 1 to 4");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.max_in_flight = 0; }),
            "max_in_flight is 0, allowed: 1 to 4");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.workers_seen = 5; }),
            "workers_seen is 5, allowed: 1 to 4");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.workers_seen = 0; }),
            "workers_seen is 0, allowed: 1 to 4");
  EXPECT_EQ(problem_with([](CheckedTrial&, TrialRecord& record) { record.workers_seen = -1; }),
            "workers_seen is -1, allowed: 1 to 4");
  EXPECT_EQ(
      problem_with([](CheckedTrial&, TrialRecord& record) { record.per_worker[1].tasks = 7; }),
      "the sum of the workers' tasks is 25, expected 24");
  EXPECT_EQ(
      problem_with([](CheckedTrial&, TrialRecord& record) { record.per_worker[1].worker = 4; }),
      "the record has worker 4, allowed: 0 to 3");
}

TEST(WrongRecord, AcceptsOtherWorkersInEachPass) {
  const auto one_task_a_pass = [](CheckedTrial& tried, TrialRecord& record) {
    tried.tasks = record.tasks = 1;
    record.max_in_flight = 1;
    record.workers_seen = 2;
    record.per_worker.clear();
  };
  EXPECT_EQ(problem_with(one_task_a_pass), "");
  EXPECT_EQ(problem_with([&](CheckedTrial& tried, TrialRecord& record) {
              one_task_a_pass(tried, record);
              record.workers_seen = 3;
            }),
            "workers_seen is 3, allowed: 1 to 2");
}

TEST(WrongRecord, AcceptsAnyPassesIfRunnerChooses) {
  const auto free_choice = [](CheckedTrial& tried, TrialRecord&) { tried.passes = 0; };
  EXPECT_EQ(problem_with(free_choice), "");
  EXPECT_EQ(problem_with([&](CheckedTrial& tried, TrialRecord& record) {
              free_choice(tried, record);
              record.per_worker[1].tasks = 7;
            }),
            "the sum of the workers' tasks is 25, expected 24");
}

TEST(WrongMeeting, RequiresAllWorkersAtOnce) {
  EXPECT_EQ(wrong_meeting(good()), "");
  CheckedTrial tried = good();
  tried.outcome.record->max_in_flight = 3;
  EXPECT_EQ(wrong_meeting(tried), "max_in_flight is 3, expected 4");
  tried = good();
  tried.outcome.record->workers_seen = 3;
  EXPECT_EQ(wrong_meeting(tried), "workers_seen is 3, expected 4");
  tried = good();
  tried.outcome.record->tasks = 3;
  EXPECT_EQ(wrong_meeting(tried), "tasks is 3, expected 12");
}

TEST(WrongFailure, RequiresMessageOfTask) {
  EXPECT_EQ(wrong_failure(failed("task 7 fails as asked"), "task 7 fails as asked"), "");
  EXPECT_EQ(wrong_failure(failed("rank 1: task 7 fails as asked"), "task 7 fails as asked"), "");
  EXPECT_EQ(wrong_failure(failed("something went wrong"), "task 7"),
            "it must fail with \"task 7\" in the reason; it ended as failed: something went wrong");
  EXPECT_EQ(wrong_failure(good(), "task 7"),
            "it must fail with \"task 7\" in the reason; it ended as ok");
  CheckedTrial late = failed("task 7");
  late.outcome.status = Status::timeout;
  EXPECT_NE(wrong_failure(late, "task 7"), "");
}

TEST(WrongDeath, RequiresSignalAndTaskOfProcesses) {
  EXPECT_EQ(wrong_death(failed("the runner was killed by SIGKILL"), "threads", 0.01), "");
  EXPECT_EQ(
      wrong_death(failed("worker 0 was killed by SIGKILL while it ran task 7"), "processes", 0.01),
      "");
  EXPECT_EQ(wrong_death(failed("worker 0 was killed by SIGKILL"), "processes", 0.01),
            "it must fail with \"task 7\" in the reason; it ended as failed: worker 0 was killed "
            "by SIGKILL");
  EXPECT_NE(wrong_death(failed("a worker is gone"), "threads", 0.01), "");
}

TEST(WrongDeath, RequiresReportWithinASecond) {
  EXPECT_EQ(wrong_death(failed("SIGKILL", 0.9), "threads", 0), "");
  EXPECT_EQ(wrong_death(failed("SIGKILL", 1.5), "threads", 0.01),
            "it was reported after 1.50 s, allowed: 1 s");
  EXPECT_EQ(wrong_death(failed("SIGKILL", 1.5), "threads", 0.3), "");
}

}  // namespace
}  // namespace parbench
