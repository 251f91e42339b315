// From options to experiments: worker counts, sweeps, filters, and what is refused.
#include "bench/plan/selection.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

using Counts = std::vector<int>;

const std::vector<PlannedRunner> runners{
    {"serial", false, {"primes", "sleep", "range_sum"}, ""},
    {"pool", true, {"primes", "sleep", "range_sum"}, ""},
    {"absent", true, {"primes"}, "is not built: sudo apt install absent-dev"}};
const Limits limits{2.0, UINT64_MAX};
const Preset preset{"test",
                    "",
                    0.1,
                    6,
                    3,
                    120,
                    "2,cpus",
                    {"pool", "absent"},
                    {{"primes", {}, {}, ""}, {"sleep", {}, {}, "4"}}};

Selection selected(const RunOptions& options) { return select(options, preset, runners, limits); }

TEST(Workers, AreNumbersRangesAndMultiplesOfTheCpus) {
  EXPECT_EQ(parse_workers("4,1,4", 2), (Counts{1, 4}));
  EXPECT_EQ(parse_workers("cpus,2xcpus", 6), (Counts{6, 12}));
  EXPECT_EQ(parse_workers("1-3,8", 2), (Counts{1, 2, 3, 8}));
  EXPECT_EQ(parse_workers("cpus", 1.5), (Counts{1}));
  EXPECT_EQ(parse_workers("cpus", 0.5), (Counts{1}));
  for (const char* wrong :
       {"0", "-1", "5000", "1.5", "1,,2", "3-1", "x", "0xcpus", "9999xcpus", " 2"}) {
    EXPECT_THROW(parse_workers(wrong, 2), UsageError) << wrong;
  }
}

TEST(Selection, TakesThePresetsLists) {
  const Selection selection = selected({});
  ASSERT_EQ(selection.specs.size(), 2U);
  EXPECT_EQ(selection.specs[0].workers, (Counts{2}));
  EXPECT_EQ(selection.specs[1].workers, (Counts{4}));
  EXPECT_EQ(selection.specs[0].runners, (std::vector<std::string>{"pool"}));
  ASSERT_EQ(selection.notes.size(), 1U);  // once, not per experiment
  EXPECT_NE(selection.notes[0].find("absent-dev"), std::string::npos);
}

TEST(Selection, ListsEveryCompiledRunnerForAPresetWithoutRunners) {
  std::vector<PlannedRunner> more = runners;
  more.push_back({"new_pool", true, {"primes", "sleep"}, "", 1, "threads"});
  more.push_back({"python_new", true, {"primes", "sleep"}, "", 20, "cpython"});
  Preset without = preset;
  without.runners = {};
  EXPECT_EQ(select({}, without, more, limits).specs[0].runners,
            (std::vector<std::string>{"serial", "pool", "new_pool"}));
}

TEST(Selection, AListOfValuesSweepsAndListsMultiply) {
  RunOptions options;
  options.workloads = {"primes"};
  options.settings = {"primes.count=8,16", "primes.set=even,skewed"};
  const Selection selection = selected(options);
  ASSERT_EQ(selection.specs.size(), 4U);
  EXPECT_EQ(selection.specs[0].parameters.json(), R"({"count":8,"set":"even"})");
  EXPECT_EQ(selection.specs[3].parameters.json(), R"({"count":16,"set":"skewed"})");
}

TEST(Selection, AWorkloadThatThePresetLacksComesWithItsDefaults) {
  RunOptions options;
  options.workloads = {"range_sum"};
  ASSERT_EQ(selected(options).specs.size(), 1U);
  EXPECT_EQ(selected(options).specs[0].workload, "range_sum");
}

TEST(Selection, RefusesNamesThatDoNotExist) {
  const auto refuses = [](auto change) {
    RunOptions options;
    change(options);
    EXPECT_THROW(selected(options), UsageError);
  };
  refuses([](RunOptions& o) { o.workloads = {"nothing"}; });
  refuses([](RunOptions& o) { o.runners = {"nobody"}; });
  refuses([](RunOptions& o) { o.runners = {"absent"}; });
  refuses([](RunOptions& o) { o.settings = {"primes.count"}; });
  refuses([](RunOptions& o) { o.settings = {"range_sum.slices=4"}; });  // not part of this run
  refuses([](RunOptions& o) { o.settings = {"primes.count=8,"}; });
}

TEST(Selection, OnlyAPresetsOwnNumberIsScaledToTheMemory) {
  const Preset big{"big", "",       0.1,
                   6,     3,        120,
                   "2",   {"pool"}, {{"range_sum", {{"elements", "100000000"}}, {}, ""}}};
  const Limits small{2.0, 400'000'000};
  const Selection selection = select({}, big, runners, small);
  EXPECT_EQ(selection.specs[0].parameters.count("elements"), 10'000'000U);
  ASSERT_EQ(selection.notes.size(), 1U);
  EXPECT_NE(selection.notes[0].find("10000000 instead of 100000000"), std::string::npos);
  RunOptions asked;
  asked.settings = {"range_sum.elements=100000000"};
  EXPECT_EQ(select(asked, big, runners, small).specs[0].parameters.count("elements"), 100'000'000U);
}

TEST(Plan, CellsThatDoNotFitAreUnsupportedWithBothFigures) {
  RunOptions options;
  options.workloads = {"range_sum"};
  Plan plan = make_plan(selected(options).specs, runners);
  mark_too_big(plan, {2.0, 50U << 20U});
  EXPECT_NE(plan.cells.front().unsupported.find("50MiB are available"), std::string::npos);
}

TEST(CellNames, ShowDifferencesFromTheDefaults) {
  RunOptions options;
  options.workloads = {"primes"};
  options.settings = {"primes.count=8"};
  const Plan plan = make_plan(selected(options).specs, runners);
  EXPECT_EQ(cell_name(plan.cells[0]), "primes/count=8/serial/1");
  EXPECT_EQ(cell_name(plan.cells[1]), "primes/count=8/pool/2");
}

TEST(Filter, KeepsMatchesAndTheirBase) {
  Plan plan = make_plan(selected({}).specs, runners);
  filter_cells(plan, "^sleep/pool");
  ASSERT_EQ(plan.experiments.size(), 1U);
  EXPECT_EQ(plan.experiments[0].cells.size(), 2U);
  EXPECT_THROW(filter_cells(plan, "("), UsageError);
  EXPECT_THROW(filter_cells(plan, "nothing"), UsageError);
}

TEST(Trace, MarksTheCellsThatMatch) {
  Plan plan = make_plan(selected({}).specs, runners);
  mark_traced(plan, "^sleep/pool");
  for (const Cell& cell : plan.cells)
    EXPECT_EQ(cell.traced, cell.workload == "sleep" && cell.runner == "pool") << cell_name(cell);
  EXPECT_THROW(mark_traced(plan, "("), UsageError);
  EXPECT_THROW(mark_traced(plan, "nothing"), UsageError);
}

TEST(Presets, AllOfThemCanBeSelected) {
  std::vector<PlannedRunner> all;
  std::vector<std::string> names;
  for (const NamedWorkload& workload : workloads()) names.emplace_back(workload.name);
  for (const char* name : {"serial", "thread_per_task", "thread_pool", "process_per_task",
                           "process_pool", "process_pool_pipe", "tbb", "openmp", "python_serial",
                           "python_threads", "python_pool_threads", "python_pool_processes"}) {
    const std::string word = name;
    const bool scales = word != "serial" && word != "python_serial";
    const bool python = word.starts_with("python");
    all.push_back({word, scales, names, "", python ? 40.0 : 1.0, python ? "cpython" : "threads"});
  }
  for (const Preset& each : presets()) {
    RunOptions options;
    options.preset = each.name;
    const Plan plan = make_plan(select(options, each, all, limits).specs, all);
    for (const Cell& cell : plan.cells)
      EXPECT_EQ(cell.unsupported, "") << each.name << " " << cell_name(cell);
    EXPECT_GE(blocks_within(plan, each.limit_s, 2, each.least_blocks, each.blocks),
              each.least_blocks);
    Plan least = plan;
    least.blocks = each.least_blocks;
    EXPECT_LE(estimated_run_s(least, 2), 1.2 * each.limit_s) << each.name;
  }
}

}  // namespace
}  // namespace parbench
