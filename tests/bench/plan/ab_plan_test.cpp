#include "bench/plan/ab_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/run_options.hpp"
#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

TEST(AbPlan, HasEveryCellOfBothSidesNextToEachOtherAndNoBase) {
  const Plan plan = paired_plan();
  ASSERT_EQ(plan.cells.size(), 6U);
  for (std::size_t i = 0; i < plan.cells.size(); i += 2) {
    EXPECT_EQ(plan.cells[i].runner, "before:pool");
    EXPECT_EQ(plan.cells[i + 1].runner, "after:pool");
    EXPECT_EQ(plan.cells[i].workers, plan.cells[i + 1].workers);
    EXPECT_EQ(partner_of(plan.experiments[0], i), i + 1);
    EXPECT_EQ(partner_of(plan.experiments[0], i + 1), i);
  }
  EXPECT_EQ(base_of(plan, plan.experiments[0]), std::nullopt);
  EXPECT_EQ(partner_of(small_plan().experiments[0], 1), std::nullopt);
}

TEST(AbPlan, LeavesOutRunnersThatCannotRunTheWorkload) {
  const ExperimentSpec primes{
      "primes", small_parameters("primes"), {"serial", "pool", "partial", "absent"}, {2}};
  const Plan plan = ab_plan({primes, primes}, small_runners(), {"before", "after"});
  ASSERT_EQ(plan.experiments.size(), 1U);
  EXPECT_EQ(plan.cells.size(), 4U);  // serial at 1, pool at 2, twice
  EXPECT_EQ(plan.cells[0].workers, 1);
  const ExperimentSpec none{"primes", small_parameters("primes"), {"partial"}, {2}};
  EXPECT_THROW(ab_plan({none}, small_runners(), {"before", "after"}), UsageError);
}

TEST(AbPlan, DefaultWorkloadsAreComputingOnesOrAllThatARunnerHas) {
  EXPECT_EQ(ab_workloads(small_runners()), std::vector<std::string>{"primes"});
  EXPECT_EQ(ab_workloads({{"own", true, {"sleep", "conformance"}, ""}}),
            std::vector<std::string>{"sleep"});
}

TEST(AbPlan, WidthShowsTheChangeNineTimesInTen) {
  // One cell: 1.96 + 1.2816 standard errors are ln 1.05, and the interval is 2 * 1.96 of them wide.
  EXPECT_NEAR(width_to_find(0.05, 1), 2 * std::sinh(1.95996 / 3.24152 * std::log(1.05)), 1e-6);
  // Thirty cells: 3.1440 instead of 1.96, the quantile of 1 - 0.025 / 30.
  EXPECT_NEAR(width_to_find(0.05, 30), 2 * std::sinh(1.95996 / 4.42558 * std::log(1.05)), 1e-5);
}

}  // namespace
}  // namespace parbench
