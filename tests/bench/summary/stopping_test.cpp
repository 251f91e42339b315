#include "bench/summary/stopping.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

CellSummary measured(int paired, double low, double high) {
  CellSummary cell;
  cell.runner = "pool";
  cell.workers = 2;
  cell.paired = cell.blocks = paired;
  cell.speedup = 2;
  cell.speedup_range = Interval{low, high, 0.97};
  return cell;
}

TEST(Stopping, NarrowIsBelowShareOfCentre) {
  EXPECT_TRUE(is_narrow(measured(6, 1.96, 2.05), 0.05));
  EXPECT_FALSE(is_narrow(measured(6, 1.95, 2.06), 0.05));
  EXPECT_TRUE(is_narrow(measured(6, 1.95, 2.06), 0.06));
}

TEST(Stopping, ChecksOnlyAtStops) {
  EXPECT_FALSE(is_narrow(measured(7, 1.99, 2.01), 0.05));
  EXPECT_TRUE(is_narrow(measured(9, 1.99, 2.01), 0.05));
  EXPECT_FALSE(is_narrow(measured(5, 1.99, 2.01), 0.05));
}

TEST(Stopping, IgnoresPositionOfInterval) {
  CellSummary slower = measured(6, 0.49, 0.51);
  slower.speedup = 0.5;
  CellSummary same = measured(6, 0.98, 1.02);
  same.speedup = 1;
  EXPECT_TRUE(is_narrow(slower, 0.05));
  EXPECT_TRUE(is_narrow(same, 0.05));
}

TEST(Stopping, IsNotNarrowWithoutInterval) {
  CellSummary cell = measured(6, 1.99, 2.01);
  cell.speedup_range.reset();
  EXPECT_FALSE(is_narrow(cell, 0.05));
}

TEST(Stopping, JudgesBaseByTime) {
  CellSummary base;
  base.runner = base_runner;
  base.blocks = 6;
  base.wall_s = 0.1;
  base.speedup = 1;
  base.wall_range = Interval{0.099, 0.101, 0.97};
  EXPECT_TRUE(is_narrow(base, 0.05));
  base.wall_range = Interval{0.09, 0.11, 0.97};
  EXPECT_FALSE(is_narrow(base, 0.05));
}

TEST(Stopping, DecidesExperimentWithoutItsBase) {
  const Plan plan = small_plan();
  const History history{plan};
  const Experiment& primes = plan.experiments[0];  // cells 0 (serial) to 3
  EXPECT_FALSE(is_decided(plan, primes, {1, 2}, history));
  EXPECT_TRUE(is_decided(plan, primes, {1, 2, 3}, history));
}

TEST(Stopping, IgnoresGivenUpCells) {
  const Plan plan = small_plan();
  History history{plan};
  Sample row;
  row.workload = plan.cells[3].workload;
  row.params = plan.cells[3].params;
  row.runner = plan.cells[3].runner;
  row.workers = plan.cells[3].workers;
  row.block = row.position = 1;
  row.status = Status::timeout;
  history.add(row);
  EXPECT_TRUE(is_decided(plan, plan.experiments[0], {1, 2}, history));
}

TEST(Stopping, DecidesExperimentOfOnlyBaseByIt) {
  const Plan plan =
      make_plan({{"primes", small_parameters("primes"), {"serial"}, {1}}}, small_runners());
  const History history{plan};
  EXPECT_FALSE(is_decided(plan, plan.experiments[0], {}, history));
  EXPECT_TRUE(is_decided(plan, plan.experiments[0], {0}, history));
}

}  // namespace
}  // namespace parbench
