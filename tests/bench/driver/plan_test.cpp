// The plan: cells without repetition, a base for each, an order that seed, workload and block alone
// decide.
#include "bench/driver/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace parbench {
namespace {

const std::vector<PlannedRunner> runners{{"serial", false, {"primes", "sleep"}, ""},
                                         {"pool", true, {"primes", "sleep"}, ""},
                                         {"partial", true, {"sleep"}, ""},
                                         {"absent", true, {"primes"}, "is not built"}};

Parameters parameters(const std::string& workload,
                      const std::map<std::string, std::string>& values = {}) {
  return {workload, find_workload(workload)->parameters, values};
}

Plan small_plan() {
  Plan plan = make_plan({{"primes", parameters("primes"), {"serial", "pool"}, {1, 2, 4}},
                         {"sleep", parameters("sleep"), {"pool"}, {2, 8}}},
                        runners);
  plan.seed = 11;
  return plan;
}

TEST(Plan, HasEachCellOnceAndTheBaseWhereNobodyAskedForIt) {
  const Plan plan = small_plan();
  ASSERT_EQ(plan.groups.size(), 2U);
  EXPECT_EQ(plan.groups[0].cells.size(), 4U);  // serial, pool at 1, 2, 4
  EXPECT_EQ(plan.groups[1].cells.size(), 3U);  // serial though not asked for, pool at 2, 8
  std::set<std::tuple<std::string, std::string, std::string, int>> names;
  for (const Cell& cell : plan.cells)
    names.insert({cell.workload, cell.params, cell.runner, cell.workers});
  EXPECT_EQ(names.size(), plan.cells.size());
}

TEST(Plan, OverlappingExperimentsShareTheirCells) {
  const Plan plan =
      make_plan({{"primes", parameters("primes"), {"pool"}, {1, 2}},
                 {"primes", parameters("primes", {{"count", "128"}}), {"pool"}, {2, 4}}},
                runners);
  EXPECT_EQ(plan.groups.size(), 1U);
  EXPECT_EQ(plan.cells.size(), 4U);
}

TEST(Plan, ParametersThatDifferMakeGroupsOfTheirOwn) {
  const Plan plan = make_plan({{"primes", parameters("primes"), {"pool"}, {2}},
                               {"primes", parameters("primes", {{"count", "64"}}), {"pool"}, {2}}},
                              runners);
  EXPECT_EQ(plan.groups.size(), 2U);
}

TEST(Plan, SaysWhyACellCannotBe) {
  const Plan plan =
      make_plan({{"primes", parameters("primes"), {"absent", "partial"}, {2}}}, runners);
  ASSERT_EQ(plan.cells.size(), 3U);
  EXPECT_EQ(plan.cells[1].unsupported, "is not built");
  EXPECT_EQ(plan.cells[2].unsupported, "the runner has no workload primes");
}

TEST(Plan, ABlockIsAPermutationThatItsSeedDecides) {
  const Plan plan = small_plan();
  std::set<std::vector<std::size_t>> orders;
  for (int block = 1; block <= 20; ++block) {
    std::vector<std::size_t> order = block_order(plan, plan.groups[0], block);
    EXPECT_EQ(order, block_order(small_plan(), plan.groups[0], block));
    orders.insert(order);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, plan.groups[0].cells);
  }
  EXPECT_GT(orders.size(), 5U);
  Plan other = small_plan();
  other.seed = 12;
  std::size_t same = 0;
  for (int block = 1; block <= 20; ++block) {
    same += block_order(plan, plan.groups[0], block) == block_order(other, other.groups[0], block)
                ? 1
                : 0;
  }
  EXPECT_LT(same, 10U);
}

// A run can be resumed on another build only while this order stays what it is.
TEST(Plan, TheOrderIsTheSameOnEveryMachine) {
  const Plan plan = small_plan();
  EXPECT_EQ(block_order(plan, plan.groups[0], 1), (std::vector<std::size_t>{0, 3, 2, 1}));
  EXPECT_EQ(block_order(plan, plan.groups[0], 2), (std::vector<std::size_t>{2, 3, 0, 1}));
}

TEST(Plan, BlocksOfDifferentWorkloadsAlternate) {
  Plan plan = small_plan();
  plan.blocks = 2;
  std::vector<std::pair<int, std::size_t>> seen;
  for (const PlannedTrial& trial : trial_order(plan)) {
    if (seen.empty() || seen.back() != std::pair{trial.block, trial.group})
      seen.push_back({trial.block, trial.group});
  }
  EXPECT_EQ(seen, (std::vector<std::pair<int, std::size_t>>{{1, 0}, {1, 1}, {2, 0}, {2, 1}}));
  EXPECT_EQ(trial_order(plan).size(), 2U * 7U);
  EXPECT_EQ(trial_order(plan)[4].position, 1);
}

TEST(Plan, BlocksFollowTheTimeThereIs) {
  const Plan plan = small_plan();
  EXPECT_EQ(blocks_within(plan, 1e9, 2, 3, 6), 6);
  EXPECT_EQ(blocks_within(plan, 0, 2, 3, 6), 3);
}

TEST(Plan, WaitingSharesItsTimeAmongWorkersAndComputingAmongCpus) {
  Cell cell{
      "sleep", parameters("sleep", {{"tasks", "100"}, {"duration", "1s"}}), "", "pool", 100, "", 0};
  const double hundred_s = estimated_trial_s(cell, 0.1, 2);
  cell.workers = 1;
  EXPECT_GT(estimated_trial_s(cell, 0.1, 2), 50 * hundred_s);
  Cell busy{"primes", parameters("primes", {{"count", "100000"}}), "", "pool", 2, "", 0};
  const double two_s = estimated_trial_s(busy, 0.1, 2);
  busy.workers = 16;
  EXPECT_DOUBLE_EQ(estimated_trial_s(busy, 0.1, 2), two_s);
}

}  // namespace
}  // namespace parbench
