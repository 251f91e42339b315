#include "bench/plan/selftest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "bench/plan/block_order.hpp"

namespace parbench {
namespace {

std::vector<PlannedRunner> runners() {
  std::vector<PlannedRunner> all;
  for (const char* name : {"serial", "thread_pool", "process_pool"})
    all.push_back({name, std::string(name) != "serial", {"primes", "sleep"}, ""});
  return all;
}

TEST(SelfTest, HasEnoughBlocksForComparisons) {
  EXPECT_GE(blocks_of(selftest_plan(runners(), 2, false),
                      selftest_plan(runners(), 2, false).experiments.back()),
            60 * 6);
  EXPECT_GE(blocks_of(selftest_plan(runners(), 2, true),
                      selftest_plan(runners(), 2, true).experiments.back()),
            200 * 6);
}

TEST(SelfTest, ComparesSerialRunnerOnlyWithItself) {
  const Plan plan = selftest_plan(runners(), 2, false);
  std::multiset<double> slowdowns;
  for (const PlannedTrial& trial : block_trials(plan, plan.experiments.back(), 1)) {
    EXPECT_EQ(plan.cells[trial.cell].runner, base_runner);
    slowdowns.insert(trial.slowdown);
  }
  EXPECT_EQ(slowdowns, (std::multiset<double>{0, 0, 0.02, 0.05, 0.10}));
}

TEST(SelfTest, AddsNoiseOnlyToRanking) {
  const Plan plan = selftest_plan(runners(), 4, false);
  const auto noisy = std::count_if(plan.experiments.begin(), plan.experiments.end(),
                                   [](const Experiment& experiment) { return experiment.noise; });
  EXPECT_EQ(noisy, 1);
  std::set<int> ranked;
  for (const Experiment& experiment : plan.experiments) {
    if (!experiment.noise) continue;
    for (const std::size_t cell : experiment.cells) {
      if (plan.cells[cell].runner != base_runner) ranked.insert(plan.cells[cell].workers);
    }
  }
  EXPECT_EQ(ranked, (std::set<int>{1, 4, 8}));
  EXPECT_TRUE(plan.one_by_one && plan.fixed_blocks);
  EXPECT_TRUE(plan.probes.empty());
}

TEST(SelfTest, FitsIntoTimeLimit) {
  EXPECT_LT(selftest_budget_s(false), 6 * 60);
  EXPECT_LT(selftest_budget_s(true), 30 * 60);
  EXPECT_LT(estimated_run_s(selftest_plan(runners(), 2, false), 2), 6 * 60);
  EXPECT_NO_THROW(selftest_plan(runners(), 1, false));
}

}  // namespace
}  // namespace parbench
