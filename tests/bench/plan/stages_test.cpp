#include "bench/plan/stages.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/plan/block_order.hpp"
#include "bench/plan/history.hpp"
#include "bench/plan/plan_json.hpp"
#include "bench/run_options.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

constexpr const char* first =
    R"({"purpose": "explore", "measure": [{"workload": "sleep", "settings": {"tasks": "8"},
        "cells": [["pool", 2], ["pool", 4]], "blocks": 1}]})";
constexpr const char* second =
    R"({"measure": [{"workload": "sleep", "settings": {"tasks": "8"},
        "cells": [["pool", 4], ["pool", 8]], "blocks": 3},
       {"workload": "primes", "settings": {"count": "16"}, "cells": [["pool", 1]], "blocks": 2,
        "passes": 1}]})";

Plan grown() {
  Plan plan;
  plan.seed = 11;
  add_stage(plan, first, small_runners(), {});
  add_stage(plan, second, small_runners(), {});
  return plan;
}

std::vector<int> workers_in(const Plan& plan, std::size_t experiment, int block) {
  std::vector<int> workers;
  for (const PlannedTrial& trial : block_trials(plan, plan.experiments[experiment], block))
    workers.push_back(plan.cells[trial.cell].workers);
  std::sort(workers.begin(), workers.end());
  return workers;
}

TEST(Stages, AddCellsAndBlocksToTheExperimentOfTheSameWork) {
  const Plan plan = grown();
  ASSERT_EQ(plan.experiments.size(), 2U);
  EXPECT_EQ(plan.experiments[0].cells.size(), 3U);
  EXPECT_EQ(blocks_of(plan, plan.experiments[0]), 4);
  EXPECT_EQ(blocks_of(plan, plan.experiments[1]), 2);
}

TEST(Stages, MeasureTheirOwnCellsAloneWithoutASerialBase) {
  const Plan plan = grown();
  EXPECT_EQ(workers_in(plan, 0, 1), (std::vector{2, 4}));
  for (int block = 2; block <= 4; ++block)
    EXPECT_EQ(workers_in(plan, 0, block), (std::vector{4, 8}));
  EXPECT_FALSE(base_of(plan, plan.experiments[0]));
}

TEST(Stages, LeaveTheOrderOfEarlierBlocksAsItWas) {
  Plan plan;
  plan.seed = 11;
  add_stage(plan, first, small_runners(), {});
  const auto cells = [&] {
    std::vector<std::size_t> found;
    for (const PlannedTrial& trial : block_trials(plan, plan.experiments[0], 1))
      found.push_back(trial.cell);
    return found;
  };
  const std::vector<std::size_t> before = cells();
  add_stage(plan, second, small_runners(), {});
  EXPECT_EQ(cells(), before);
}

TEST(Stages, FixThePassesOfATrialWhereTheySaySo) {
  const Plan plan = grown();
  EXPECT_EQ(plan.cells[0].passes, 0U);
  EXPECT_EQ(plan.cells[plan.experiments[1].cells[0]].passes, 1U);
}

TEST(Stages, AreKeptInThePlanForAResumedRun) {
  const Plan plan = grown();
  const std::vector<std::string> stages = stages_in(plan_text(plan));
  ASSERT_EQ(stages.size(), 2U);
  EXPECT_EQ(nlohmann::json::parse(stages[0])["purpose"], "explore");
  Plan again;
  again.seed = 11;
  for (const std::string& stage : stages) add_stage(again, stage, small_runners(), {});
  EXPECT_EQ(plan_text(again), plan_text(plan));
}

TEST(Stages, CountTheirTrialsAsPlannedAndNotAsRepeats) {
  Plan plan;
  add_stage(plan, first, small_runners(), {});
  History history{plan};
  add_stage(plan, second, small_runners(), {});
  history.know_new_cells();
  Sample sample;
  sample.workload = "sleep";
  sample.params = plan.experiments[0].params;
  sample.runner = "pool";
  sample.role = "cell";
  sample.workers = 8;
  sample.block = 2;
  sample.position = 2;
  history.add(sample);
  EXPECT_EQ(history.repeats(), 0U);
  sample.position = 3;
  sample.attempt = 2;
  history.add(sample);
  EXPECT_EQ(history.repeats(), 1U);
}

TEST(Stages, MeasureAFigureOnceAndKeepItInTheSettings) {
  constexpr const char* stage =
      R"({"measure": [{"workload": "mixed", "settings": {"compute": "1ms"},
          "cells": [["pool", 1]], "blocks": 1}]})";
  Plan plan;
  plan.figures = {"mixed.rounds=1234"};
  add_stage(plan, stage, small_runners(), {});
  EXPECT_EQ(plan.figures, std::vector<std::string>{"mixed.rounds=1234"});
  Plan again;
  add_stage(again, plan.stages[0], small_runners(), {});
  EXPECT_EQ(again.figures, plan.figures);
  EXPECT_EQ(again.experiments[0].params, plan.experiments[0].params);
}

TEST(Stages, RefuseWhatTheWorkloadRefuses) {
  Plan plan;
  constexpr const char* stage =
      R"({"measure": [{"workload": "sleep", "settings": {"tasks": "none"}, "cells": [],
          "blocks": 1}]})";
  EXPECT_THROW(add_stage(plan, stage, small_runners(), {}), BadParameter);
}

TEST(Stages, RefuseJsonOfAnotherShape) {
  Plan plan;
  EXPECT_THROW(add_stage(plan, "[]", small_runners(), {}), std::runtime_error);
  EXPECT_THROW(add_stage(plan, "{", small_runners(), {}), std::runtime_error);
  EXPECT_THROW(stages_in("["), UsageError);
}

}  // namespace
}  // namespace parbench
