// The figures of the summary by hand-made samples: pairing, medians, intervals, failures. Never
// measures anything.
#include "bench/summary/summary.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "bench/summary/natural_order.hpp"

namespace parbench {
namespace {

Sample trial(const std::string& runner, int workers, int block, int position, double wall_s) {
  Sample sample;
  sample.session = "1";
  sample.workload = "primes";
  sample.params = "{}";
  sample.runner = runner;
  sample.workers = workers;
  sample.block = block;
  sample.position = position;
  sample.record.emplace();
  sample.record->wall_s = wall_s;
  sample.record->cpu_s = wall_s * workers;
  return sample;
}

Sample ended(Sample sample, Status status, const std::string& reason) {
  sample.status = status;
  sample.reason = reason;
  sample.record.reset();
  return sample;
}

const std::vector<std::string> workloads{"empty", "primes", "sleep"};
const std::vector<std::string> runners{"serial", "pool", "tbb"};

ExperimentSummary summarized(const std::vector<Sample>& samples) {
  Summary summary(workloads, runners);
  for (const Sample& sample : samples) summary.add(sample);
  return summary.experiments().at(0);
}

const CellSummary& cell(const ExperimentSummary& experiment, const std::string& runner,
                        int workers) {
  for (const CellSummary& one : experiment.cells) {
    if (one.runner == runner && one.workers == workers) return one;
  }
  throw std::out_of_range(runner);
}

TEST(OrderStatistics, Median) {
  EXPECT_EQ(median({3}), 3);
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
}

// Levels as in tables of the sign test: n = 6: 1 - 2/64; n = 9: ranks 2 and 8; n = 12: ranks 3 and
// 10; n = 20: 6 and 15.
TEST(OrderStatistics, IntervalsHaveTheirExactLevels) {
  EXPECT_FALSE(median_interval({1, 2, 3, 4, 5}));
  const auto ranks = [](int n) {
    std::vector<double> values;
    for (int i = n; i >= 1; --i) values.push_back(i);
    return median_interval(values).value();
  };
  EXPECT_EQ(ranks(6).low, 1);
  EXPECT_EQ(ranks(6).high, 6);
  EXPECT_NEAR(ranks(6).level, 0.96875, 1e-12);
  EXPECT_EQ(ranks(9).low, 2);
  EXPECT_EQ(ranks(9).high, 8);
  EXPECT_NEAR(ranks(9).level, 1 - 20.0 / 512, 1e-12);
  EXPECT_EQ(ranks(12).low, 3);
  EXPECT_EQ(ranks(12).high, 10);
  EXPECT_NEAR(ranks(12).level, 1 - 2 * 79.0 / 4096, 1e-12);
  EXPECT_EQ(ranks(20).low, 6);
  EXPECT_EQ(ranks(20).high, 15);
  EXPECT_NEAR(ranks(5000).level, 0.95, 0.01);
}

TEST(Summary, SpeedupIsTheMedianOfPairedRatios) {
  std::vector<Sample> samples;
  const std::vector<double> slow{1, 10, 1},
      ratio{2, 3, 4};  // block 2 ran ten times slower as a whole
  for (int block = 1; block <= 3; ++block) {
    const auto i = static_cast<std::size_t>(block - 1);
    samples.push_back(trial("serial", 1, block, 1, slow[i]));
    samples.push_back(trial("pool", 4, block, 2, slow[i] / ratio[i]));
  }
  const ExperimentSummary experiment = summarized(samples);
  EXPECT_EQ(experiment.blocks, 3);
  EXPECT_TRUE(experiment.based);
  const CellSummary& pool = cell(experiment, "pool", 4);
  EXPECT_NEAR(pool.speedup.value(), 3, 1e-12);
  EXPECT_NEAR(pool.efficiency.value(), 0.75, 1e-12);
  EXPECT_EQ(pool.wall_s, 0.5);
  EXPECT_EQ(pool.cpu_s, 2);
  EXPECT_FALSE(pool.speedup_range);
  EXPECT_EQ(cell(experiment, "serial", 1).speedup, 1);
}

TEST(Summary, AnEvenNumberIsHalvedOnTheLogarithms) {
  const auto experiment =
      summarized({trial("serial", 1, 1, 1, 1), trial("pool", 2, 1, 2, 1.0 / 2),
                  trial("serial", 1, 2, 1, 1), trial("pool", 2, 2, 2, 1.0 / 8)});
  EXPECT_NEAR(cell(experiment, "pool", 2).speedup.value(), 4, 1e-12);
}

TEST(Summary, TheBaseIsTheNearestBeforeAndAfter) {
  const auto experiment = summarized({trial("serial", 1, 1, 1, 100), trial("serial", 1, 1, 2, 1),
                                      trial("pool", 2, 1, 3, 1), trial("serial", 1, 1, 4, 3),
                                      trial("serial", 1, 1, 5, 100), trial("tbb", 2, 1, 6, 100)});
  EXPECT_NEAR(cell(experiment, "pool", 2).speedup.value(), 2, 1e-12);
  EXPECT_NEAR(cell(experiment, "tbb", 2).speedup.value(), 1, 1e-12);
}

TEST(Summary, TheBaseIsOfTheSameSessionAndCleanWhereItCan) {
  Sample other = trial("serial", 1, 1, 2, 50);
  other.session = "2";
  Sample disturbed = trial("serial", 1, 1, 3, 70);
  disturbed.disturbance = "foreign";
  const auto experiment =
      summarized({trial("serial", 1, 1, 1, 4), other, disturbed, trial("pool", 2, 1, 4, 2)});
  EXPECT_NEAR(cell(experiment, "pool", 2).speedup.value(), 2, 1e-12);
}

TEST(Summary, WithoutABaseThereIsNoSpeedup) {
  const auto experiment = summarized({trial("pool", 2, 1, 1, 1),
                                      ended(trial("serial", 1, 1, 2, 1), Status::timeout, "late"),
                                      trial("serial", 1, 2, 1, 1)});
  EXPECT_FALSE(
      cell(experiment, "pool", 2).speedup);  // its block has none; another block's does not count
  EXPECT_FALSE(cell(experiment, "pool", 2).efficiency);
  EXPECT_EQ(cell(experiment, "pool", 2).wall_s, 1);
}

TEST(Summary, DisturbedTrialsAreCountedAndLeftOut) {
  Sample disturbed = trial("pool", 2, 1, 2, 100);
  disturbed.disturbance = "steal";
  const auto experiment =
      summarized({trial("serial", 1, 1, 1, 1), disturbed, trial("pool", 2, 1, 3, 0.5)});
  const CellSummary& pool = cell(experiment, "pool", 2);
  EXPECT_EQ(pool.ok, 2);
  EXPECT_EQ(pool.disturbed, 1);
  EXPECT_EQ(pool.wall_s, 0.5);
  EXPECT_NEAR(pool.speedup.value(), 2, 1e-12);
}

TEST(Summary, FailuresAreCountedWithTheLastReason) {
  const auto experiment = summarized({trial("serial", 1, 1, 1, 1), trial("pool", 2, 1, 2, 0.5),
                                      ended(trial("pool", 2, 2, 2, 0), Status::failed, "first"),
                                      ended(trial("pool", 2, 3, 2, 0), Status::timeout, "second")});
  const CellSummary& pool = cell(experiment, "pool", 2);
  EXPECT_EQ(pool.ok, 1);
  EXPECT_EQ(pool.failed, 2);
  EXPECT_EQ(pool.status, Status::timeout);
  EXPECT_EQ(pool.reason, "second");
  EXPECT_EQ(pool.wall_s, 0.5);
}

TEST(Summary, TrialsOfTheHarnessItselfAreNoneOfIts) {
  Sample probe = trial("serial", 1, 1, 2, 1000);
  probe.role = "probe";
  Sample injected = trial("pool", 2, 1, 4, 1000);
  injected.role = "injected";
  Sample twin = trial("serial", 1, 1, 5, 2);
  twin.role = "twin_b";
  const auto experiment =
      summarized({trial("serial", 1, 1, 1, 1), probe, trial("pool", 2, 1, 3, 0.5), injected, twin});
  EXPECT_EQ(cell(experiment, "pool", 2).ok, 1);
  EXPECT_NEAR(cell(experiment, "pool", 2).speedup.value(), 3, 1e-12);  // mean of 1 and 2, over 0.5
}

TEST(Summary, IntervalsFromSixBlocksOn) {
  std::vector<Sample> samples;
  for (int block = 1; block <= 6; ++block) {
    samples.push_back(trial("serial", 1, block, 1, 1));
    samples.push_back(trial("pool", 2, block, 2, 1 / (1 + block / 10.0)));
  }
  const auto pool = cell(summarized(samples), "pool", 2);
  EXPECT_NEAR(pool.speedup_range.value().low, 1.1, 1e-12);
  EXPECT_NEAR(pool.speedup_range.value().high, 1.6, 1e-12);
  EXPECT_NEAR(pool.speedup.value(), std::sqrt(1.3 * 1.4), 1e-12);
}

TEST(Summary, StandsInTheOrderOfTheRegistry) {
  Summary summary(workloads, runners);
  const auto add = [&](const char* workload, const char* params, const char* runner, int workers) {
    Sample sample = trial(runner, workers, 1, 1, 1);
    sample.workload = workload;
    sample.params = params;
    summary.add(sample);
  };
  add("foreign", "{}", "stranger", 1);
  add("sleep", "{\"tasks\":1024}", "tbb", 16);
  add("sleep", "{\"tasks\":1024}", "tbb", 2);
  add("sleep", "{\"tasks\":1024}", "serial", 1);
  add("sleep", "{\"tasks\":128}", "pool", 1);
  add("primes", "{}", "stranger", 1);
  std::string order;
  for (const ExperimentSummary& experiment : summary.experiments()) {
    order += experiment.workload + experiment.params + ':';
    for (const CellSummary& one : experiment.cells)
      order += one.runner + std::to_string(one.workers) + ' ';
  }
  EXPECT_EQ(
      order,
      "primes{}:stranger1 sleep{\"tasks\":128}:pool1 sleep{\"tasks\":1024}:serial1 tbb2 tbb16 "
      "foreign{}:stranger1 ");
  ASSERT_EQ(summary.experiments("sleep").size(), 2U);
  EXPECT_EQ(summary.experiments("sleep")[1].params, "{\"tasks\":1024}");
}

TEST(NaturalOrder, CountsAsPeopleDo) {
  const std::vector<std::string> ordered{"",   "1",   "02",  "2",     "10",     "a",
                                         "a2", "a2b", "a10", "a10b2", "a10b10", "b"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(natural_less(ordered[i], ordered[j]), i < j) << ordered[i] << " < " << ordered[j];
    }
  }
}

}  // namespace
}  // namespace parbench
