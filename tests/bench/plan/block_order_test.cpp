#include "bench/plan/block_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

std::vector<std::size_t> cells_in_order(const Plan& plan, std::size_t experiment, int block) {
  std::vector<std::size_t> cells;
  for (const PlannedTrial& trial : block_trials(plan, plan.experiments[experiment], block)) {
    if (trial.role == "cell") cells.push_back(trial.cell);
  }
  return cells;
}

TEST(BlockOrder, HasEveryCellOnceInAnOrderBySeed) {
  const Plan plan = small_plan();
  std::set<std::vector<std::size_t>> orders;
  for (int block = 1; block <= 20; ++block) {
    std::vector<std::size_t> order = cells_in_order(plan, 0, block);
    EXPECT_EQ(order, cells_in_order(small_plan(), 0, block));
    orders.insert(order);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, plan.experiments[0].cells);
  }
  EXPECT_GT(orders.size(), 5U);
  Plan other = small_plan();
  other.seed = 12;
  int same = 0;
  for (int block = 1; block <= 20; ++block)
    same += cells_in_order(plan, 0, block) == cells_in_order(other, 0, block) ? 1 : 0;
  EXPECT_LT(same, 10);
}

// A run can be resumed with another build only if this order does not change.
TEST(BlockOrder, IsTheSameOnEveryMachine) {
  const Plan plan = small_plan();
  std::string first;
  for (const PlannedTrial& trial : block_trials(plan, plan.experiments[0], 1))
    first += std::to_string(trial.cell) + trial.role + " ";
  EXPECT_EQ(first, "0reference 2cell 0twin_b 0twin_a 1cell 0cell 3cell 0reference ");
}

TEST(BlockOrder, HasReferencesFirstLastAndAfterEveryEighth) {
  Plan plan = make_plan({{"primes",
                          small_parameters("primes"),
                          {"pool"},
                          {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}}},
                        small_runners());
  const std::vector<PlannedTrial> trials = block_trials(plan, plan.experiments[0], 3);
  ASSERT_EQ(trials.size(), 16U + 2U + 4U);
  int since = between_references;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    EXPECT_EQ(trials[i].position, static_cast<int>(i) + 1);
    EXPECT_EQ(trials[i].block, 3);
    since = trials[i].role == "reference" ? 0 : since + 1;
    EXPECT_LE(since, between_references);
  }
  EXPECT_EQ(trials.front().role, "reference");
  EXPECT_EQ(trials.back().role, "reference");
  for (const char* role : {"twin_a", "twin_b"}) {
    const auto twin = std::find_if(trials.begin(), trials.end(),
                                   [&](const PlannedTrial& t) { return t.role == role; });
    ASSERT_NE(twin, trials.end());
    EXPECT_EQ(plan.cells[twin->cell].runner, base_runner);
  }
}

TEST(BlockOrder, OfSelfTestHasOnlyPairAndSlowdowns) {
  Plan plan = small_plan();
  plan.experiments[0].slowdowns = {0.02, 0.1};
  const std::vector<PlannedTrial> trials = block_trials(plan, plan.experiments[0], 1);
  std::multiset<std::string> roles;
  std::set<double> slowdowns;
  for (const PlannedTrial& trial : trials) {
    roles.insert(trial.role);
    if (trial.role == "injected") slowdowns.insert(trial.slowdown);
  }
  EXPECT_EQ(roles, (std::multiset<std::string>{"twin_a", "twin_b", "injected", "injected"}));
  EXPECT_EQ(slowdowns, (std::set<double>{0.02, 0.1}));
}

TEST(BlockOrder, AlternatesExperimentsUnlessOneByOne) {
  Plan plan = small_plan();
  plan.blocks = 2;
  const auto seen = [&] {
    std::vector<std::pair<int, std::size_t>> order;
    for (const Block& block : blocks_in_order(plan))
      order.push_back({block.block, block.experiment});
    return order;
  };
  using Order = std::vector<std::pair<int, std::size_t>>;
  EXPECT_EQ(seen(), (Order{{1, 0}, {1, 1}, {2, 0}, {2, 1}}));
  plan.experiments[1].blocks = 1;
  EXPECT_EQ(seen(), (Order{{1, 0}, {1, 1}, {2, 0}}));
  plan.one_by_one = true;
  EXPECT_EQ(seen(), (Order{{1, 0}, {2, 0}, {1, 1}}));
}

TEST(BlockOrder, PutsSpareBlocksLast) {
  Plan plan = small_plan();
  plan.blocks = 2;
  EXPECT_TRUE(spare_blocks_in_order(plan).empty());
  plan.spare_blocks = 2;
  std::vector<std::pair<int, std::size_t>> order;
  for (const Block& block : spare_blocks_in_order(plan)) {
    EXPECT_TRUE(is_spare(plan, block));
    order.push_back({block.block, block.experiment});
  }
  using Order = std::vector<std::pair<int, std::size_t>>;
  EXPECT_EQ(order, (Order{{3, 0}, {3, 1}, {4, 0}, {4, 1}}));
  for (const Block& block : blocks_in_order(plan)) EXPECT_FALSE(is_spare(plan, block));
}

TEST(BlockOrder, OfSpareBlockHasItsCellsBetweenReferences) {
  const Plan plan = make_plan({{"primes",
                                small_parameters("primes"),
                                {"pool"},
                                {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}}},
                              small_runners());
  const Experiment& primes = plan.experiments[0];
  const auto whole = block_trials(plan, primes, 5);
  for (const std::set<std::size_t>& cells :
       {std::set<std::size_t>{3}, std::set<std::size_t>{1, 8, 15},
        std::set<std::size_t>{primes.cells.begin(), primes.cells.end()}}) {
    const auto trials = spare_trials(plan, primes, 5, cells);
    std::set<std::size_t> found;
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const PlannedTrial& trial = trials[i];
      if (trial.role == "cell") found.insert(trial.cell);
      if (trial.role == "reference" && i > 0) {
        EXPECT_EQ(trials[i - 1].role, "cell");
      }
      EXPECT_NE(trial.role, "twin_a");
      // At its place in the whole block, so that a resumed run finds it.
      const PlannedTrial& there = whole[static_cast<std::size_t>(trial.position) - 1];
      EXPECT_EQ(there.cell, trial.cell);
      EXPECT_EQ(there.role, trial.role);
    }
    EXPECT_EQ(found, cells);
    EXPECT_EQ(trials.front().role, "reference");
    EXPECT_EQ(trials.back().role, "reference");
  }
  EXPECT_TRUE(spare_trials(plan, primes, 5, {}).empty());
}

// What the second trial of a pair owes to the first (caches, a clock that rose) must cancel out.
TEST(BlockOrder, KeepsPairsTogetherAndReversesThemInEverySecondBlock) {
  const Plan plan = paired_plan();
  std::set<std::vector<std::size_t>> orders;
  std::set<bool> first_sides;
  for (int block = 1; block <= 40; block += 2) {
    std::map<std::size_t, std::size_t> first, reversed;  // by pair
    for (auto* firsts : {&first, &reversed}) {
      const int number = firsts == &first ? block : block + 1;
      const std::vector<PlannedTrial> trials = block_trials(plan, plan.experiments[0], number);
      ASSERT_EQ(trials.size(), 6U);
      std::vector<std::size_t> cells;
      for (std::size_t i = 0; i < trials.size(); ++i) {
        EXPECT_EQ(trials[i].position, static_cast<int>(i) + 1);
        EXPECT_EQ(trials[i].role, "cell");
        cells.push_back(trials[i].cell);
        if (i % 2 == 1) {
          EXPECT_EQ(partner_of(plan.experiments[0], trials[i].cell), trials[i - 1].cell);
        } else {
          (*firsts)[trials[i].cell / 2] = trials[i].cell;
        }
      }
      orders.insert(cells);
    }
    for (const auto& [pair, cell] : first) {
      EXPECT_EQ(reversed[pair], cell ^ 1U) << "block " << block;
      first_sides.insert(cell % 2 == 0);
    }
  }
  EXPECT_GT(orders.size(), 15U);
  EXPECT_EQ(first_sides.size(), 2U);
}

}  // namespace
}  // namespace parbench
