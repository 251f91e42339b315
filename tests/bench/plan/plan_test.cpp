#include "bench/plan/plan.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "bench/plan/block_order.hpp"
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
  EXPECT_EQ(blocks_within(plan, 5.5 * block_s, 2, 3, 30), 4);
  EXPECT_EQ(blocks_within(plan, 5.5 * block_s, 2, 5, 30), 5);
  EXPECT_TRUE(is_stop(3) && is_stop(6) && is_stop(30) && is_stop(50) && is_stop(100));
  EXPECT_FALSE(is_stop(7) || is_stop(8) || is_stop(40) || is_stop(2) || is_stop(0));
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

const std::vector<PlannedRunner> readers{{"serial", false, {"range_sum", "primes"}, ""},
                                         {"pool", true, {"range_sum", "primes"}, ""}};

TEST(Plan, ProbesMemoryIfPassStreamsThroughIt) {
  const auto probes = [](const std::string& elements) {
    Plan plan =
        make_plan({{"range_sum", parameters("range_sum", {{"elements", elements}}), {"pool"}, {2}},
                   {"primes", parameters("primes"), {"pool"}, {2}}},
                  readers);
    add_probes(plan, 2);
    std::vector<std::vector<std::string>> names;
    for (const Experiment& experiment : plan.experiments) {
      names.emplace_back();
      for (const std::size_t probe : probes_before(plan, experiment))
        names.back().push_back(plan.cells[probe].workload);
      const auto beside = probe_beside(plan, experiment.cells.back());
      names.back().push_back(beside ? plan.cells[*beside].workload : "");
    }
    return names;
  };
  const std::vector<std::string> clock{"capacity", "capacity", ""};
  const std::vector<std::string> both{"capacity", "capacity", "bandwidth"};
  EXPECT_EQ(probes("32000000"), (std::vector{both, clock}));
  EXPECT_EQ(probes("10000000"), (std::vector{clock, clock}));  // 80 MB: caches may hold them
}

TEST(Plan, ProbesMemoryWithAsManyCopiesAsWorkersUpToTheCpus) {
  Plan plan = make_plan({{"range_sum", parameters("range_sum"), {"pool"}, {2, 3, 5, 8}}}, readers);
  plan.min_sample_s = 0.2;
  add_probes(plan, 5);
  std::vector<int> copies;
  for (const std::size_t cell : plan.experiments[0].cells) {
    const Cell& probe = plan.cells[probe_beside(plan, cell).value()];
    EXPECT_EQ(probe.parameters.count("copies"), static_cast<std::size_t>(probe.workers));
    EXPECT_EQ(least_sample_s(plan, probe), 0.05);
    EXPECT_EQ(least_sample_s(plan, plan.cells[cell]), 0.2);
    copies.push_back(probe.workers);
  }
  EXPECT_EQ(copies, (std::vector<int>{1, 2, 3, 5, 5}));  // the first is serial
  for (const std::size_t probe : plan.probes) EXPECT_FALSE(probe_beside(plan, probe));
  plan.cells[1].unsupported = "for a test";
  EXPECT_FALSE(probe_beside(plan, 1));
}

TEST(Plan, EstimatesTheProbeBesideEachTrial) {
  Plan plan = make_plan({{"range_sum", parameters("range_sum"), {"pool"}, {2}}}, readers);
  const double alone_s = estimated_block_s(plan, plan.experiments[0], 2);
  add_probes(plan, 2);
  double probes_s = 0;
  const auto add = [&](std::size_t cell) {
    const Cell& probe = plan.cells[cell];
    probes_s += estimated_trial_s(probe, least_sample_s(plan, probe), 2);
  };
  for (const PlannedTrial& trial : block_trials(plan, plan.experiments[0], 1))
    add(*probe_beside(plan, trial.cell));
  for (const std::size_t probe : probes_before(plan, plan.experiments[0])) add(probe);
  EXPECT_NEAR(estimated_block_s(plan, plan.experiments[0], 2), alone_s + probes_s, 1e-9);
}

TEST(Plan, ProbesCapacityForWorkThatAlsoComputes) {
  const std::vector<PlannedRunner> both{{"serial", false, {"mixed", "sleep"}, ""}};
  Plan mixed = make_plan({{"mixed", parameters("mixed"), {}, {}}}, both);
  add_probes(mixed, 2);
  EXPECT_EQ(probes_before(mixed, mixed.experiments[0]).size(), 2U);
  Plan waiting = make_plan({{"sleep", parameters("sleep"), {}, {}}}, both);
  add_probes(waiting, 2);
  EXPECT_TRUE(waiting.probes.empty());
}

TEST(Plan, KnowsStreamedBytesPerPass) {
  Plan plan = make_plan({{"range_sum", parameters("range_sum"), {"pool"}, {2}}}, readers);
  add_probes(plan, 2);
  EXPECT_EQ(streamed_bytes(plan.cells[0]), 256'000'000U);
  EXPECT_EQ(streamed_bytes(plan.cells[plan.probes.front()]), 0U);
  EXPECT_EQ(streamed_bytes(plan.cells[plan.probes.back()]), 256U << 20U);
}

TEST(Plan, BoundsWaitingTasksByGreedyMakespan) {
  const auto bound = [](const std::map<std::string, std::string>& values, int workers) {
    return bound_of({"sleep", parameters("sleep", values), "", "pool", workers, "", 0})->pass_s;
  };
  EXPECT_DOUBLE_EQ(bound({{"tasks", "10"}, {"duration", "20ms"}}, 4), 3 * 0.02);
  EXPECT_DOUBLE_EQ(bound({{"tasks", "10"}, {"duration", "20ms"}}, 10), 0.02);
  EXPECT_DOUBLE_EQ(bound({{"tasks", "10"}, {"duration", "20ms"}}, 99), 0.02);
  // Uneven ones: no shorter than the longest of them, nor than their mean load.
  const std::map<std::string, std::string> uneven{
      {"tasks", "5"}, {"duration", "15ms"}, {"spread", "uniform"}};
  const double all_s = bound(uneven, 1);
  EXPECT_GE(bound(uneven, 4), all_s / 4);
  EXPECT_LE(bound(uneven, 4), all_s);
  EXPECT_FALSE(bound_of({"primes", parameters("primes"), "", "pool", 2, "", 0}));
}

TEST(Plan, BoundsMixedTasksByTheirWholeTimesAndKnowsWhatOfItIsComputing) {
  const auto mixed = [](const std::map<std::string, std::string>& values, int workers) {
    return Cell{"mixed", parameters("mixed", values), "", "pool", workers, "", 0};
  };
  const std::map<std::string, std::string> fixed{
      {"tasks", "10"}, {"compute", "2ms"}, {"wait", "18ms"}};
  EXPECT_DOUBLE_EQ(bound_of(mixed(fixed, 4))->pass_s, 3 * 0.02);
  EXPECT_DOUBLE_EQ(bound_of(mixed(fixed, 4))->compute_s, 3 * 0.002);
  EXPECT_DOUBLE_EQ(computing_s(mixed(fixed, 4)), 10 * 0.002);
  EXPECT_DOUBLE_EQ(computing_s({"sleep", parameters("sleep"), "", "pool", 2, "", 0}), 0);
  // Uneven ones keep their mean, and a worker cannot end before the longest task.
  auto uneven = fixed;
  uneven["spread"] = "lognormal";
  const Bound alone = *bound_of(mixed(uneven, 1));
  EXPECT_NEAR(alone.pass_s, 10 * 0.02, 1e-6);
  EXPECT_NEAR(alone.compute_s, 10 * 0.002, 1e-6);
  EXPECT_GT(bound_of(mixed(uneven, 10))->pass_s, 0.02);
}

TEST(Plan, KnowsInWhichShareOfTheirTimeWorkersCompute) {
  const auto share = [](const std::map<std::string, std::string>& values, int workers) {
    return *computing_share({"mixed", parameters("mixed", values), "", "pool", workers, "", 0}, 2);
  };
  const std::map<std::string, std::string> tenth{{"compute", "2ms"}, {"wait", "18ms"}};
  EXPECT_NEAR(share(tenth, 1), 0.1, 1e-3);  // of one CPU
  EXPECT_NEAR(share(tenth, 2), 0.1, 1e-3);  // of both
  EXPECT_NEAR(share(tenth, 10), 0.5, 3e-3);
  EXPECT_DOUBLE_EQ(share(tenth, 40), 1);
  EXPECT_DOUBLE_EQ(share({{"compute", "2ms"}, {"wait", "0s"}}, 1), 1);
  EXPECT_DOUBLE_EQ(*computing_share({"primes", parameters("primes"), "", "pool", 1, "", 0}, 2), 1);
  const Cell command{"command", parameters("command", {{"run", "true"}}), "", "pool", 1, "", 0};
  EXPECT_FALSE(computing_share(command, 2));
  EXPECT_DOUBLE_EQ(*computing_share({"sleep", parameters("sleep"), "", "pool", 64, "", 0}, 2), 0);
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

TEST(Plan, EstimatesTheStartOfATrialAndOfItsWorkers) {
  const auto estimate = [](int workers, StartTime start) {
    Cell cell{"sleep", parameters("sleep"), "", "pool", workers, "", 0};
    cell.start = start;
    return estimated_trial_s(cell, 0.1, 2);
  };
  EXPECT_NEAR(estimate(1, {3, 0}) - estimate(1, {1, 0}), 2, 1e-9);
  EXPECT_NEAR(estimate(1, {1, 0.5}) - estimate(1, {1, 0}), 0.5, 1e-9);
  EXPECT_NEAR(estimate(2, {1, 0.5}) - estimate(2, {1, 0}), 0.5, 1e-9);  // side by side
  EXPECT_NEAR(estimate(8, {1, 0.5}) - estimate(8, {1, 0}), 2, 1e-9);    // 8 of them on 2 CPUs
}

TEST(Plan, EstimatesTheStartOfAWorkerForEachTask) {
  const auto estimate = [](int workers, const char* tasks, double task_s) {
    Cell cell{"empty", parameters("empty", {{"tasks", tasks}}), "", "spawn", workers, "", 0};
    cell.start.task_s = task_s;
    return estimated_trial_s(cell, 0.1, 2);
  };
  EXPECT_GT(estimate(1, "1000", 0.1), 200);  // a cold pass and a timed one
  EXPECT_NEAR(estimate(2, "1000", 0.1) / estimate(1, "1000", 0.1), 0.5, 0.01);
  EXPECT_NEAR(estimate(8, "1000", 0.1) / estimate(2, "1000", 0.1), 1, 0.01);  // on 2 CPUs
  EXPECT_LT(estimate(1, "1", 0.1), 0.5);
}

TEST(Plan, EachCellStartsAsItsRunnerDoes) {
  std::vector<PlannedRunner> slow = runners;
  slow[1].start = {3, 0.5};
  const ExperimentSpec primes{"primes", parameters("primes"), {"pool"}, {2}};
  const Plan plan = make_plan({primes}, slow);
  EXPECT_EQ(plan.cells[0].start.trial_s, StartTime{}.trial_s);  // serial
  EXPECT_EQ(plan.cells[1].start.trial_s, 3);
  EXPECT_EQ(plan.cells[1].start.worker_s, 0.5);
  EXPECT_EQ(ab_plan({primes}, slow, {"before", "after"}).cells[1].start.trial_s, 3);
}

}  // namespace
}  // namespace parbench
