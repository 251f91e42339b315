// Which cell is recommended, and in which words. Never measures anything.
#include "bench/summary/recommendation.hpp"

#include <gtest/gtest.h>

#include "bench/summary/figures.hpp"

namespace parbench {
namespace {

CellSummary cell(const std::string& runner, int workers, double speedup, double cpu_s = 0.1) {
  CellSummary made;
  made.runner = runner;
  made.workers = workers;
  made.ok = made.blocks = 3;
  made.wall_s = 0.1 / speedup;
  made.cpu_s = cpu_s;
  made.speedup = speedup;
  made.efficiency = speedup / workers;
  return made;
}

CellSummary unpaired(CellSummary made) {
  made.speedup.reset();
  made.efficiency.reset();
  return made;
}

ExperimentSummary experiment(std::vector<CellSummary> cells) {
  return {"primes", "{\"count\":128,\"set\":\"even\"}", 3, true, std::move(cells)};
}

std::string chosen(std::vector<CellSummary> cells) {
  const auto found = recommend(experiment(std::move(cells)));
  return found ? found->cell.runner + std::to_string(found->cell.workers) : "none";
}

TEST(Recommendation, FewestWorkersWithinThreePercentOfTheBest) {
  EXPECT_EQ(chosen({cell("serial", 1, 1), cell("pool", 2, 1.95), cell("pool", 4, 2.0)}), "pool2");
  EXPECT_EQ(chosen({cell("serial", 1, 1), cell("pool", 2, 1.93), cell("pool", 4, 2.0)}), "pool4");
  EXPECT_EQ(chosen({cell("pool", 2, 1.95, 0.3), cell("pool", 4, 2.0, 0.1)}), "pool2");
  EXPECT_EQ(chosen({cell("serial", 1, 1), cell("pool", 2, 1.02)}), "serial1");
  EXPECT_EQ(chosen({cell("serial", 1, 1), cell("pool", 2, 0.2)}), "serial1");
}

TEST(Recommendation, ThenLeastCpuTime) {
  EXPECT_EQ(chosen({cell("pool", 2, 1.99, 0.30), cell("tbb", 2, 1.95, 0.20),
                    cell("openmp", 2, 1.0, 0.1)}),
            "tbb2");
  CellSummary unknown = cell("pool", 2, 1.99);
  unknown.cpu_s.reset();
  EXPECT_EQ(chosen({unknown, cell("tbb", 2, 1.95, 0.20)}), "tbb2");
}

TEST(Recommendation, NeverACellThatFailedOrWasNeverUndisturbed) {
  CellSummary failed = cell("pool", 2, 5);
  failed.failed = 1;
  EXPECT_EQ(chosen({failed, cell("tbb", 2, 1.5)}), "tbb2");
  EXPECT_EQ(chosen({failed}), "none");
  CellSummary disturbed = cell("pool", 2, 5);
  disturbed.wall_s.reset();
  disturbed.speedup.reset();
  EXPECT_EQ(chosen({disturbed, cell("tbb", 2, 1.5)}), "tbb2");
}

TEST(Recommendation, ByTimeWhereThereIsNoBase) {
  EXPECT_EQ(chosen({unpaired(cell("pool", 2, 1.9)), unpaired(cell("pool", 4, 3.9))}), "pool4");
}

TEST(Recommendation, NamesTiesOncePerRunner) {
  const auto found = recommend(
      experiment({cell("serial", 1, 1), cell("pool", 2, 1.96), cell("pool", 4, 1.97),
                  cell("tbb", 2, 1.95, 0.2), cell("tbb", 4, 1.96), cell("openmp", 2, 1.5)}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->cell.runner, "pool");
  ASSERT_EQ(found->ties.size(), 1U);
  EXPECT_EQ(found->ties[0].runner, "tbb");
  EXPECT_EQ(found->ties[0].workers, 2);
}

TEST(Recommendation, SaysWhenTheLargestNIsNoOptimum) {
  EXPECT_EQ(recommendation_text(
                experiment({cell("serial", 1, 1), cell("pool", 2, 2), cell("pool", 16, 15.8)})),
            "pool N=16: 15.80× serial, 6.33 ms; still rising at N=16: not an optimum");
  // On a plateau a smaller N does as well.
  EXPECT_EQ(recommendation_text(
                experiment({cell("serial", 1, 1), cell("pool", 2, 1.96), cell("pool", 16, 1.97),
                            cell("tbb", 2, 1.95, 0.2), cell("openmp", 4, 1.95)})),
            "pool N=2: 1.96× serial, 51.0 ms; within 3 %: tbb N=2, openmp N=4");
  EXPECT_EQ(recommendation_text(experiment({cell("serial", 1, 1)})),
            "serial N=1: 100 ms; no other N than 1 was tried");
  EXPECT_EQ(recommendation_text(experiment({})),
            "none: no cell ran without a failed or disturbed trial");
}

TEST(Recommendation, ProvisionalLine) {
  ExperimentSummary primes = experiment({cell("serial", 1, 1), cell("thread_pool", 2, 1.96)});
  EXPECT_EQ(provisional_text(primes, false),
            "primes: thread_pool N=2 1.96× (provisional, 3 blocks)");
  EXPECT_EQ(provisional_text(primes, true),
            "primes count=128 set=even: thread_pool N=2 1.96× (provisional, 3 blocks)");
  primes.blocks = 1;
  primes.cells = {unpaired(cell("pool", 2, 2))};
  EXPECT_EQ(provisional_text(primes, false), "primes: pool N=2 50.0 ms (provisional, 1 block)");
  primes.cells.clear();
  EXPECT_EQ(provisional_text(primes, false), "primes: nothing yet");
}

TEST(Figures, ThreeDigitsAndNoExponent) {
  EXPECT_EQ(figure(51.234), "51.2");
  EXPECT_EQ(figure(9.996), "10.0");
  EXPECT_EQ(figure(99.96), "100");
  EXPECT_EQ(figure(12345.6), "12346");
  EXPECT_EQ(figure(0.00123456), "0.00123");
  EXPECT_EQ(figure(0), "0");
}

TEST(Figures, RatiosTimesAndShares) {
  EXPECT_EQ(ratio_text(1.926), "1.93×");
  EXPECT_EQ(ratio_text(15.8), "15.80×");
  EXPECT_EQ(ratio_text(123.4), "123×");
  EXPECT_EQ(ratio_text(0.00512), "0.0051×");
  EXPECT_EQ(percent_text(0.9649), "96 %");
  EXPECT_EQ(percent_text(0.00123), "0.1 %");
  EXPECT_EQ(time_text(0.0512), "51.2 ms");
  EXPECT_EQ(time_text(2), "2.00 s");
  EXPECT_EQ(time_text(3.2e-8), "32.0 ns");
  EXPECT_EQ(params_text("{\"a\":1,\"b\":\"20ms\"}"), "a=1 b=20ms");
  EXPECT_EQ(params_text("garbage\n"), "garbage ");
}

}  // namespace
}  // namespace parbench
