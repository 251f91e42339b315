#include "bench/plan/plan.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

const std::vector<PlannedRunner> runners = small_runners();

Parameters parameters(const std::string& workload,
                      const std::map<std::string, std::string>& values = {}) {
  return small_parameters(workload, values);
}

TEST(Plan, HasEachCellOnceAndAlwaysTheBase) {
  const Plan plan = small_plan();
  ASSERT_EQ(plan.experiments.size(), 2U);
  EXPECT_EQ(plan.experiments[0].cells.size(), 4U);  // serial, pool at 1, 2, 4
  EXPECT_EQ(plan.experiments[1].cells.size(), 3U);  // serial though not asked for, pool at 2, 8
  std::set<std::tuple<std::string, std::string, std::string, int>> names;
  for (const Cell& cell : plan.cells)
    names.insert({cell.workload, cell.params, cell.runner, cell.workers});
  EXPECT_EQ(names.size(), plan.cells.size());
}

TEST(Plan, SharesCellsOfOverlappingExperiments) {
  const Plan plan =
      make_plan({{"primes", parameters("primes"), {"pool"}, {1, 2}},
                 {"primes", parameters("primes", {{"count", "128"}}), {"pool"}, {2, 4}}},
                runners);
  EXPECT_EQ(plan.experiments.size(), 1U);
  EXPECT_EQ(plan.cells.size(), 4U);
}

TEST(Plan, SeparatesExperimentsByParameters) {
  const Plan plan = make_plan({{"primes", parameters("primes"), {"pool"}, {2}},
                               {"primes", parameters("primes", {{"count", "64"}}), {"pool"}, {2}}},
                              runners);
  EXPECT_EQ(plan.experiments.size(), 2U);
}

TEST(Plan, ExplainsUnsupportedCells) {
  const Plan plan =
      make_plan({{"primes", parameters("primes"), {"absent", "partial"}, {2}}}, runners);
  ASSERT_EQ(plan.cells.size(), 3U);
  EXPECT_EQ(plan.cells[1].unsupported, "is not built");
  EXPECT_EQ(plan.cells[2].unsupported, "the runner has no workload primes");
}

TEST(Plan, FitsBlocksIntoTimeLimit) {
  const Plan plan = small_plan();
  EXPECT_EQ(blocks_within(plan, 1e9, 2, 3, 6), 6);
  EXPECT_EQ(blocks_within(plan, 0, 2, 3, 6), 3);
}

TEST(Plan, EndsBlocksWhereIntervalIsChecked) {
  const Plan plan = small_plan();
  Plan one = plan;
  one.blocks = 1;
  const double block_s = estimated_run_s(one, 2);
  EXPECT_EQ(blocks_within(plan, 14.5 * block_s, 2, 6, 30), 12);
  EXPECT_EQ(blocks_within(plan, 15.5 * block_s, 2, 6, 30), 15);
  EXPECT_EQ(blocks_within(plan, 5.5 * block_s, 2, 3, 30), 5);
  EXPECT_TRUE(is_stop(6) && is_stop(30) && is_stop(50) && is_stop(100));
  EXPECT_FALSE(is_stop(7) || is_stop(8) || is_stop(40) || is_stop(0));
}

TEST(Plan, ProbesPowersOfTwoAndAllCpus) {
  const auto probed = [](double cpus) {
    Plan plan = small_plan();
    add_probes(plan, cpus);
    std::vector<int> workers;
    for (const std::size_t cell : plan.probes) workers.push_back(plan.cells[cell].workers);
    return workers;
  };
  EXPECT_EQ(probed(1), (std::vector<int>{1}));
  EXPECT_EQ(probed(2), (std::vector<int>{1, 2}));
  EXPECT_EQ(probed(1.5), (std::vector<int>{1}));
  EXPECT_EQ(probed(6), (std::vector<int>{1, 2, 4, 6}));
  Plan waiting = make_plan({{"sleep", parameters("sleep"), {"pool"}, {2}}}, runners);
  add_probes(waiting, 4);
  EXPECT_TRUE(waiting.probes.empty());
}

TEST(Plan, ProbesMemoryIfPassStreamsThroughIt) {
  const auto probes = [](const std::string& elements) {
    Plan plan =
        make_plan({{"range_sum", parameters("range_sum", {{"elements", elements}}), {"pool"}, {2}},
                   {"primes", parameters("primes"), {"pool"}, {2}}},
                  runners);
    add_probes(plan, 2);
    std::vector<std::vector<std::string>> names;
    for (const Experiment& experiment : plan.experiments) {
      names.emplace_back();
      for (const std::size_t probe : probes_of(plan, experiment))
        names.back().push_back(plan.cells[probe].workload);
    }
    return names;
  };
  const std::vector<std::string> clock{"capacity", "capacity"};
  const std::vector<std::string> both{"capacity", "capacity", "bandwidth", "bandwidth"};
  EXPECT_EQ(probes("32000000"), (std::vector{both, clock}));
  EXPECT_EQ(probes("10000000"), (std::vector{clock, clock}));  // 80 MB: caches may hold them
}

TEST(Plan, KnowsStreamedBytesPerPass) {
  Plan plan = make_plan({{"range_sum", parameters("range_sum"), {"pool"}, {2}}}, runners);
  add_probes(plan, 2);
  EXPECT_EQ(streamed_bytes(plan.cells[0]), 256'000'000U);
  EXPECT_EQ(streamed_bytes(plan.cells[plan.probes.front()]), 0U);
  EXPECT_EQ(streamed_bytes(plan.cells[plan.probes.back()]), 256U << 20U);
}

TEST(Plan, BoundsWaitingTasksByGreedyMakespan) {
  const auto bound = [](const std::map<std::string, std::string>& values, int workers) {
    return bound_s({"sleep", parameters("sleep", values), "", "pool", workers, "", 0});
  };
  EXPECT_DOUBLE_EQ(*bound({{"tasks", "10"}, {"duration", "20ms"}}, 4), 3 * 0.02);
  EXPECT_DOUBLE_EQ(*bound({{"tasks", "10"}, {"duration", "20ms"}}, 10), 0.02);
  EXPECT_DOUBLE_EQ(*bound({{"tasks", "10"}, {"duration", "20ms"}}, 99), 0.02);
  // Uneven ones: no shorter than the longest of them, nor than their mean load.
  const std::map<std::string, std::string> uneven{
      {"tasks", "5"}, {"duration", "15ms"}, {"spread", "uniform"}};
  const double all_s = *bound(uneven, 1);
  EXPECT_GE(*bound(uneven, 4), all_s / 4);
  EXPECT_LE(*bound(uneven, 4), all_s);
  EXPECT_FALSE(bound_s({"primes", parameters("primes"), "", "pool", 2, "", 0}));
}

TEST(Plan, DividesWaitingByWorkersAndComputingByCpus) {
  Cell cell{
      "sleep", parameters("sleep", {{"tasks", "100"}, {"duration", "1s"}}), "", "pool", 100, "", 0};
  const double hundred_s = estimated_trial_s(cell, 0.1, 2);
  cell.workers = 1;
  EXPECT_GT(estimated_trial_s(cell, 0.1, 2), 50 * hundred_s);
  Cell busy{"primes", parameters("primes", {{"count", "100000"}}), "", "pool", 2, "", 0};
  const double two_s = estimated_trial_s(busy, 0.1, 2);
  busy.workers = 16;
  EXPECT_DOUBLE_EQ(estimated_trial_s(busy, 0.1, 2), two_s);
  busy.slowness = 40;
  EXPECT_GT(estimated_trial_s(busy, 0.1, 2), 30 * two_s);
  cell.slowness = 40;  // what waits, waits as long
  EXPECT_LT(estimated_trial_s(cell, 0.1, 2), 230);
}

}  // namespace
}  // namespace parbench
