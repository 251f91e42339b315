#include "bench/plan/history.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

Sample row_of(const Plan& plan, const PlannedTrial& trial, const std::string& disturbance = "") {
  const Cell& cell = plan.cells[trial.cell];
  Sample sample;
  sample.workload = cell.workload;
  sample.params = cell.params;
  sample.runner = cell.runner;
  sample.workers = cell.workers;
  sample.block = trial.block;
  sample.position = trial.position;
  sample.attempt = trial.attempt;
  sample.role = trial.role;
  if (trial.slowdown > 0) sample.slowdown = trial.slowdown;
  sample.disturbance = disturbance;
  sample.record.emplace();
  sample.record->passes = 3;
  sample.record->wall_s = 0.1;
  sample.record->cpu_s = 0.1;
  return sample;
}

struct HistoryTest : testing::Test {
  const Plan plan = small_plan();
  const std::vector<PlannedTrial> trials = block_trials(plan, plan.experiments[0], 1);
  History history{plan};

  void add_block(const std::string& disturbance_of_cells = "") {
    for (const PlannedTrial& trial : trials)
      history.add(row_of(plan, trial, trial.role == "cell" ? disturbance_of_cells : ""));
  }
};

TEST_F(HistoryTest, RecordsDoneTrials) {
  EXPECT_FALSE(history.done(trials[2]));
  EXPECT_EQ(history.next_position({0, 1}), static_cast<int>(trials.size()) + 1);
  history.add(row_of(plan, trials[2]));
  EXPECT_TRUE(history.done(trials[2]));
  EXPECT_FALSE(history.done(trials[3]));
  EXPECT_EQ(history.passes(trials[2].cell), 3U);
  EXPECT_EQ(history.rows(), 1U);
  EXPECT_EQ(history.repeats(), 0U);
  ASSERT_TRUE(history.last_block());
  EXPECT_EQ(history.last_block()->block, 1);
  // The same position of another experiment, or block, is another trial.
  PlannedTrial elsewhere = trials[2];
  elsewhere.block = 2;
  EXPECT_FALSE(history.done(elsewhere));
}

TEST_F(HistoryTest, SaysWhyNoTrialCouldRun) {
  EXPECT_EQ(history.nothing_ran(), "");
  Sample none = row_of(plan, trials[0]);
  none.status = Status::unsupported;
  none.reason = "too big";
  none.record.reset();
  history.add(none);
  EXPECT_EQ(history.nothing_ran(), "too big");
  history.add(row_of(plan, trials[2]));
  EXPECT_EQ(history.nothing_ran(), "");
  none.position = trials[3].position;
  history.add(none);
  EXPECT_EQ(history.nothing_ran(), "");
}

TEST_F(HistoryTest, RepeatsDisturbedTrialsSerialFirst) {
  add_block("foreign");
  const std::vector<PlannedTrial> again = history.disturbed({0, 1});
  ASSERT_EQ(again.size(), 4U);  // the cells; A/A pair and references were undisturbed
  EXPECT_EQ(plan.cells[again[0].cell].runner, base_runner);
  for (const PlannedTrial& trial : again) EXPECT_EQ(trial.attempt, 2);
}

TEST_F(HistoryTest, DoesNotRepeatReferences) {
  for (const PlannedTrial& trial : trials)
    history.add(row_of(plan, trial, trial.role == "reference" ? "foreign" : ""));
  EXPECT_TRUE(history.disturbed({0, 1}).empty());
  EXPECT_EQ(history.counts().disturbed, 0);
}

TEST_F(HistoryTest, EndsRepeatsAfterUndisturbedOrThirdAttempt) {
  add_block("foreign");
  std::vector<PlannedTrial> again = history.disturbed({0, 1});
  for (std::size_t i = 0; i < again.size(); ++i) {
    again[i].position = history.next_position({0, 1});
    history.add(row_of(plan, again[i], i == 0 ? "" : "steal"));
  }
  EXPECT_EQ(history.repeats(), 4U);
  again = history.disturbed({0, 1});
  ASSERT_EQ(again.size(), 3U);
  for (PlannedTrial& trial : again) {
    EXPECT_EQ(trial.attempt, 3);
    trial.position = history.next_position({0, 1});
    history.add(row_of(plan, trial, "foreign"));
  }
  EXPECT_TRUE(history.disturbed({0, 1}).empty());
  EXPECT_EQ(history.counts(0).judged, 6);
  EXPECT_EQ(history.counts(0).disturbed, 3);
  EXPECT_FALSE(history.counts().too_busy());  // exactly half is not more than half
}

TEST_F(HistoryTest, IsTooBusyIfMoreThanHalfIsDisturbed) {
  for (const PlannedTrial& trial : trials)
    history.add(row_of(plan, trial, trial.role == "twin_a" ? "" : "foreign"));
  EXPECT_TRUE(history.counts().too_busy());
}

TEST_F(HistoryTest, CountsWaitingWorkloadsOnlyByThemselves) {
  for (const PlannedTrial& trial : block_trials(plan, plan.experiments[1], 1))
    history.add(row_of(plan, trial, "steal"));
  EXPECT_EQ(history.counts(1).judged, 5);
  EXPECT_TRUE(history.counts(1).too_busy());
  EXPECT_EQ(history.counts().judged, 0);  // they say little of the load of other programs
  EXPECT_FALSE(history.counts().too_busy());
}

TEST_F(HistoryTest, DoesNotRepeatFailuresAndGivesUpTimedOutCells) {
  Sample row = row_of(plan, trials[1]);
  row.status = Status::failed;
  history.add(row);
  EXPECT_TRUE(history.failed());
  EXPECT_FALSE(history.given_up(trials[1].cell));
  EXPECT_TRUE(history.disturbed({0, 1}).empty());
  row = row_of(plan, trials[2]);
  row.status = Status::timeout;
  history.add(row);
  EXPECT_TRUE(history.given_up(trials[2].cell));
}

TEST_F(HistoryTest, RejectsRowsOutsideThePlan) {
  history.add(row_of(plan, trials[0]));
  EXPECT_THROW(history.add(row_of(plan, trials[0])), std::runtime_error);  // twice
  Sample other = row_of(plan, trials[1]);
  other.workers = 99;
  EXPECT_THROW(history.add(other), std::runtime_error);
}

TEST(HistoryOfProbes, CountsPositionsAndKeepsUndisturbed) {
  Plan plan = small_plan();
  add_probes(plan, 2);
  History history{plan};
  PlannedTrial probe;
  probe.cell = plan.probes[0];
  probe.role = "probe";
  EXPECT_EQ(history.next_probe_position(probe.cell, 1), 1);
  for (const char* disturbance : {"", "foreign", "clock_drift"}) {
    probe.position = history.next_probe_position(probe.cell, 1);
    history.add(row_of(plan, probe, disturbance));
  }
  EXPECT_EQ(history.next_probe_position(probe.cell, 1), 4);
  EXPECT_EQ(history.next_probe_position(plan.probes[1], 1), 1);
  EXPECT_EQ(history.undisturbed_probes_cpu_s(probe.cell).size(), 2U);
  EXPECT_EQ(history.counts().judged, 0);
  EXPECT_EQ(history.rows(), 0U);  // or probes would allow more repeats
}

TEST(PairsInHistory, AreRepeatedTogetherUntilBothAreUndisturbedAtOnce) {
  const Plan plan = paired_plan();
  History history{plan};
  const std::vector<PlannedTrial> trials = block_trials(plan, plan.experiments[0], 1);
  for (std::size_t i = 0; i < trials.size(); ++i)
    history.add(row_of(plan, trials[i], i == 2 ? "foreign" : ""));
  std::vector<PlannedTrial> again = history.disturbed({0, 1});
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].cell, trials[2].cell);
  EXPECT_EQ(again[1].cell, trials[3].cell);
  // Now the other one is disturbed: still no attempt in which both were not.
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again[i].attempt, 2);
    again[i].position = history.next_position({0, 1});
    history.add(row_of(plan, again[i], i == 1 ? "steal" : ""));
  }
  again = history.disturbed({0, 1});
  ASSERT_EQ(again.size(), 2U);
  for (PlannedTrial& trial : again) {
    trial.position = history.next_position({0, 1});
    history.add(row_of(plan, trial));
  }
  EXPECT_TRUE(history.disturbed({0, 1}).empty());
}

}  // namespace
}  // namespace parbench
