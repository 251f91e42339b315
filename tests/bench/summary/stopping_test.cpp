#include "bench/summary/stopping.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

// The rows of blocks in which each cell's speedup is `speedup`, give or take its noise: it
// alternates by that share from block to block. Serial trials stand before and after each cell.
struct Blocks {
  Plan plan = small_plan();
  Summary summary;

  const Experiment& primes() const { return plan.experiments[0]; }  // cells 0 (serial) to 3

  void add(std::size_t cell, int block, int position, double wall_s, bool undisturbed = true) {
    Sample sample;
    sample.workload = plan.cells[cell].workload;
    sample.params = plan.cells[cell].params;
    sample.runner = plan.cells[cell].runner;
    sample.workers = plan.cells[cell].workers;
    sample.role = cell == 0 ? "reference" : "cell";
    sample.block = block;
    sample.position = position;
    sample.disturbance = undisturbed ? "" : "foreign";
    sample.record.emplace().wall_s = wall_s;
    summary.add(sample);
  }

  void add_block(int block, const std::vector<double>& noise, double speedup = 2) {
    int position = 0;
    add(0, block, ++position, 1);
    for (std::size_t i = 0; i < noise.size(); ++i) {
      add(i + 1, block, ++position, (1 + (block % 2 == 0 ? 1 : -1) * noise[i]) / speedup);
      add(0, block, ++position, 1);
    }
  }

  std::set<std::size_t> narrow(int before_block = 1000) const {
    return narrow_cells(plan, primes(), summary, before_block);
  }
};

using Cells = std::set<std::size_t>;

TEST(Stopping, NarrowIsBelowShareOfCentre) {
  EXPECT_TRUE(is_narrow(0.0249, 0.05));
  EXPECT_FALSE(is_narrow(0.0251, 0.05));
  EXPECT_TRUE(is_narrow(0.0251, 0.06));
}

TEST(Stopping, JudgesFromThreeBlocksAndOnlyAtStops) {
  Blocks blocks;
  for (int block = 1; block <= 5; ++block) {
    blocks.add_block(block, {0.002, 0.002, 0.002});
    EXPECT_EQ(blocks.narrow(), block == 3 || block == 4 ? (Cells{0, 1, 2, 3}) : Cells{}) << block;
  }
}

TEST(Stopping, IgnoresPositionOfInterval) {
  for (const double speedup : {0.5, 1.0, 8.0}) {
    Blocks blocks;
    for (int block = 1; block <= 3; ++block)
      blocks.add_block(block, {0.002, 0.002, 0.002}, speedup);
    EXPECT_EQ(blocks.narrow(), (Cells{0, 1, 2, 3})) << speedup;
  }
}

TEST(Stopping, ContinuesWithANoisyCellAlone) {
  Blocks blocks;
  for (int block = 1; block <= 4; ++block) blocks.add_block(block, {0.002, 0.1, 0.002});
  EXPECT_EQ(blocks.narrow(), (Cells{0, 1, 3}));
}

TEST(Stopping, BorrowsTheScaleOfTheOtherCells) {
  // Three equal values by luck, beside two noisy cells: not narrow, though alone they would be.
  Blocks blocks;
  for (int block = 1; block <= 3; ++block) blocks.add_block(block, {0, 0.1, 0.1});
  EXPECT_EQ(blocks.narrow(), Cells{0});
}

TEST(Stopping, CountsEachCellsOwnUndisturbedBlocks) {
  Blocks blocks;
  for (int block = 1; block <= 3; ++block) blocks.add_block(block, {0.002, 0.002});
  blocks.add(3, 1, 7, 0.5);
  blocks.add(3, 2, 7, 0.5);
  blocks.add(3, 3, 7, 0.9, false);
  EXPECT_EQ(blocks.narrow(), (Cells{0, 1, 2}));
}

TEST(Stopping, LooksOnlyAtTheBlocksBefore) {
  Blocks blocks;
  for (int block = 1; block <= 3; ++block) blocks.add_block(block, {0.002, 0.002, 0.002});
  const Cells then = blocks.narrow(4);
  EXPECT_EQ(then, (Cells{0, 1, 2, 3}));
  for (int block = 4; block <= 7; ++block) blocks.add_block(block, {0.3, 0.3, 0.3});
  EXPECT_EQ(blocks.narrow(4), then);
  EXPECT_EQ(blocks.narrow(), Cells{});
}

TEST(Stopping, IsShortOfBlocksThatStayedDisturbed) {
  Blocks blocks;
  blocks.plan.blocks = 3;
  for (int block = 1; block <= 3; ++block) blocks.add_block(block, {0.002, 0.002});
  const auto short_of = [&](int before_block) {
    return short_cells(blocks.plan, blocks.primes(), blocks.summary, before_block);
  };
  for (int block = 1; block <= 3; ++block) blocks.add(3, block, 7, 0.5, block != 2);
  EXPECT_EQ(short_of(4), Cells{3});
  EXPECT_EQ(short_of(3), (Cells{0, 1, 2, 3}));  // nothing has three blocks by then
  blocks.add(0, 4, 1, 1);
  blocks.add(3, 4, 2, 0.5);
  EXPECT_EQ(short_of(4), Cells{3});
  EXPECT_EQ(short_of(5), Cells{});
}

TEST(Stopping, IsShortWithoutUndisturbedBase) {
  Blocks blocks;
  blocks.plan.blocks = 2;
  blocks.add_block(1, {0, 0, 0});
  blocks.add(0, 2, 1, 1, false);
  for (const std::size_t cell : {1U, 2U, 3U}) blocks.add(cell, 2, static_cast<int>(cell) + 1, 0.5);
  EXPECT_EQ(short_cells(blocks.plan, blocks.primes(), blocks.summary, 3), (Cells{0, 1, 2, 3}));
}

TEST(Stopping, DoesNotCountFailuresAsShort) {
  Blocks blocks;
  blocks.plan.blocks = 1;
  blocks.add_block(1, {0, 0});
  Sample failed;
  failed.workload = blocks.plan.cells[3].workload;
  failed.params = blocks.plan.cells[3].params;
  failed.runner = blocks.plan.cells[3].runner;
  failed.workers = blocks.plan.cells[3].workers;
  failed.status = Status::failed;
  blocks.summary.add(failed);
  EXPECT_EQ(short_cells(blocks.plan, blocks.primes(), blocks.summary, 2), Cells{});
}

TEST(Stopping, JudgesBaseByItsTime) {
  Blocks blocks;
  for (int block = 1; block <= 3; ++block) blocks.add_block(block, {0.002, 0.002, 0.002});
  EXPECT_TRUE(blocks.narrow().contains(0));
  Blocks drifting;
  for (int block = 1; block <= 3; ++block) drifting.add(0, block, 1, block);
  EXPECT_EQ(drifting.narrow(), Cells{});
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

// Pairs at 1, 2, 4 workers: the second build takes `ratio` of the first one's time.
struct PairBlocks {
  Plan plan = paired_plan();
  Summary summary;

  void add(std::size_t cell, int block, double wall_s, int attempt = 1, bool undisturbed = true,
           const char* session = "1") {
    Sample sample;
    sample.workload = plan.cells[cell].workload;
    sample.params = plan.cells[cell].params;
    sample.runner = plan.cells[cell].runner;
    sample.workers = plan.cells[cell].workers;
    sample.block = block;
    sample.attempt = attempt;
    sample.session = session;
    sample.disturbance = undisturbed ? "" : "foreign";
    sample.record.emplace().wall_s = wall_s;
    summary.add(sample);
  }

  void add_block(int block, const std::vector<double>& noise) {
    for (std::size_t pair = 0; pair < noise.size(); ++pair) {
      add(2 * pair, block, block);  // the level changes from block to block; pairs do not care
      add(2 * pair + 1, block, block * (1 + (block % 2 == 0 ? 1 : -1) * noise[pair]));
    }
  }

  Cells narrow() const { return narrow_cells(plan, plan.experiments[0], summary); }
};

TEST(StoppingOfPairs, JudgesBothSidesTogetherFromSixBlocksOn) {
  PairBlocks blocks;
  for (int block = 1; block <= 7; ++block) {
    blocks.add_block(block, {0.002, 0.2, 0.002});
    EXPECT_EQ(blocks.narrow(), block == 6 ? (Cells{0, 1, 4, 5}) : Cells{}) << block;
  }
}

TEST(StoppingOfPairs, CountsTheFirstAttemptOfOneSessionThatNothingDisturbed) {
  PairBlocks blocks;
  const auto logs = [&] {
    return blocks.summary.pair_logs(blocks.plan.cells[0], blocks.plan.cells[1], 9);
  };
  blocks.add(0, 1, 1);
  blocks.add(1, 1, 7, 1, false);
  EXPECT_TRUE(logs().empty());
  blocks.add(0, 1, 1, 2);
  blocks.add(1, 1, 2, 2);
  EXPECT_EQ(logs(), std::vector<double>{std::log(2)});
  blocks.add(0, 2, 1);
  blocks.add(1, 2, 7, 1, true, "2");
  EXPECT_EQ(logs().size(), 1U);
  blocks.add(0, 9, 1);
  blocks.add(1, 9, 7);
  EXPECT_EQ(logs().size(), 1U);  // not before block 9
}

}  // namespace
}  // namespace parbench
