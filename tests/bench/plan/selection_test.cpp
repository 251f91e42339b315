// From options to experiments: worker counts, sweeps, filters, and what is refused.
#include "bench/plan/selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "bench/launch/runners.hpp"
#include "bench/plan/cell_names.hpp"

namespace parbench {
namespace {

using Counts = std::vector<int>;

const std::vector<PlannedRunner> runners{
    {"serial", false, {"primes", "sleep", "range_sum"}, ""},
    {"pool", true, {"primes", "sleep", "range_sum"}, ""},
    {"absent", true, {"primes"}, "is not built: sudo apt install absent-dev"}};
const Limits limits{2.0};

Limits with_memory(std::uint64_t bytes) {
  Limits tight{2.0};
  tight.memory = {bytes, 60U << 20U, "/a/memory.max is 60.0 MiB"};
  return tight;
}

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

TEST(Selection, TakesThePresetsLists) {
  const Selection selection = selected({});
  ASSERT_EQ(selection.specs.size(), 2U);
  EXPECT_EQ(selection.specs[0].workers, (Counts{2}));
  EXPECT_EQ(selection.specs[1].workers, (Counts{4}));
  EXPECT_EQ(selection.specs[0].runners, (std::vector<std::string>{"pool"}));
  ASSERT_EQ(selection.notes.size(), 1U);  // once, not per experiment
  EXPECT_NE(selection.notes[0].find("absent-dev"), std::string::npos);
}

TEST(Selection, PresetsTakeThePhysicalCoresTooAndNothingMoreWithoutSmt) {
  Limits smt{12.0}, alone{12.0};
  smt.usable_cores = 6;
  alone.usable_cores = 12;
  for (const char* name : {"quick", "standard", "thorough", "claims"}) {
    Counts counts = select({}, *find_preset(name), runners, alone).specs[0].workers;
    EXPECT_EQ(std::count(counts.begin(), counts.end(), 6), 0) << name;
    counts.insert(std::find(counts.begin(), counts.end(), 8), 6);
    EXPECT_EQ(select({}, *find_preset(name), runners, smt).specs[0].workers, counts) << name;
  }
}

// A runner that is added must not make a preset longer, nor its runs incomparable with earlier ones.
TEST(Selection, PresetsNameTheirRunners) {
  std::vector<PlannedRunner> more = runners;
  more.push_back({"new_pool", true, {"primes", "sleep"}, ""});
  std::vector<std::string> eight{
      "serial",       "thread_per_task",   "thread_pool", "process_per_task",
      "process_pool", "process_pool_pipe", "tbb",         "openmp"};
  EXPECT_EQ(select({}, *find_preset("standard"), more, limits).specs[0].runners, eight);
  EXPECT_EQ(select({}, *find_preset("thorough"), more, limits).specs[0].runners, eight);
  std::erase(eight, "process_pool_pipe");
  EXPECT_EQ(select({}, *find_preset("quick"), more, limits).specs[0].runners, eight);
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

TEST(Selection, NamesTheNearestOfWhatExists) {
  const auto refusal = [](auto change) -> std::string {
    RunOptions options;
    change(options);
    try {
      selected(options);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal([](RunOptions& o) { o.workloads = {"prime"}; }),
            "--workloads: 'prime' is not a workload; did you mean primes?");
  EXPECT_EQ(refusal([](RunOptions& o) { o.runners = {"pol"}; }),
            "--runners: 'pol' is not a runner; did you mean pool?");
  EXPECT_EQ(refusal([](RunOptions& o) { o.settings = {"primse.count=8"}; }),
            "--set: 'primse' is not a workload; did you mean primes?");
  EXPECT_EQ(refusal([](RunOptions& o) { o.settings = {"primes.cuont=8"}; }),
            "primes.cuont is not a parameter of primes; did you mean count?");
  EXPECT_EQ(refusal([](RunOptions& o) { o.runners = {"zzz"}; }),
            "--runners: 'zzz' is not a runner: serial, pool, absent, or a path to an executable");
  // What only check-runner and the probes run is not offered.
  EXPECT_EQ(refusal([](RunOptions& o) { o.workloads = {"zzz"}; }).find("conformance"),
            std::string::npos);
}

// A runner of CPython that only a further interpreter can run.
std::vector<PlannedRunner> with_columns(const std::string& old_absent,
                                        const std::string& new_absent) {
  std::vector<PlannedRunner> all = runners;
  all.push_back({"tower", true, {"primes"}, "is not usable: too old"});
  all.push_back({"tower_1", true, {"primes"}, old_absent});
  all.push_back({"tower_2", true, {"primes"}, new_absent});
  all[4].beside = all[5].beside = "tower";
  return all;
}

TEST(Selection, TakesARunnerThatOnlyAFurtherInterpreterCanRun) {
  RunOptions options;
  options.workloads = {"primes"};
  options.runners = {"pool", "tower"};
  const Selection selection =
      select(options, preset, with_columns("is not usable: too old too", ""), limits);
  EXPECT_EQ(selection.specs[0].runners, (std::vector<std::string>{"pool", "tower_2"}));
  EXPECT_EQ(selection.notes,
            (std::vector<std::string>{"runner tower is not usable: too old (excluded)",
                                      "runner tower_1 is not usable: too old too (excluded)"}));
}

TEST(Selection, RefusesARunnerThatNoInterpreterCanRun) {
  RunOptions options;
  options.runners = {"tower"};
  EXPECT_THROW(
      select(options, preset, with_columns("is not usable: 1", "is not usable: 2"), limits),
      UsageError);
}

TEST(Selection, ParameterWithoutEffectMakesNoFurtherExperiment) {
  RunOptions options;
  options.workloads = {"primes"};
  options.runners = {"pool"};
  options.settings = {"primes.count=8,16", "primes.set=even,textbook"};
  const Selection selection = selected(options);
  const Plan plan = make_plan(selection.specs, runners);
  ASSERT_EQ(plan.experiments.size(), 3U);
  EXPECT_EQ(plan.experiments[1].params, R"({"set":"textbook"})");
  EXPECT_EQ(cell_name(plan.cells[plan.experiments[1].cells[0]]), "primes/set=textbook/serial/1");
  EXPECT_EQ(selection.notes, std::vector<std::string>{
                                 R"(primes.count has no effect on {"set":"textbook"}: ignored)"});
}

TEST(Selection, OnlyAPresetsOwnNumberIsScaledToTheMemory) {
  const Preset big{"big", "",       0.1,
                   6,     3,        120,
                   "2",   {"pool"}, {{"range_sum", {{"elements", "100000000"}}, {}, ""}}};
  const Limits small = with_memory(400'000'000);
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
  mark_too_big(plan, with_memory(50U << 20U));
  EXPECT_EQ(
      plan.cells.front().unsupported,
      "needs 253 MiB of memory, 50.0 MiB are available: /a/memory.max is 60.0 MiB, 10.0 MiB in "
      "use");
}

TEST(Plan, ProbesThatDoNotFitAreUnsupported) {
  RunOptions options;
  options.workloads = {"range_sum"};
  Plan plan = make_plan(selected(options).specs, runners);
  add_probes(plan, 2);
  mark_too_big(plan, with_memory(50U << 20U));
  ASSERT_FALSE(plan.probes.empty());
  for (const std::size_t probe : plan.probes) {
    const Cell& cell = plan.cells[probe];
    EXPECT_EQ(cell.unsupported.empty(), cell.workload == "capacity") << cell_name(cell);
  }
}

TEST(Plan, WorkersTakeMemory) {
  RunOptions options;
  options.workloads = {"primes"};
  options.workers = "2,40";
  std::vector<PlannedRunner> known = runners;
  known[1].memory = {16U << 20U, 3U << 20U};
  Plan plan = make_plan(select(options, preset, known, limits).specs, known);
  mark_too_big(plan, with_memory(50U << 20U));
  ASSERT_EQ(plan.cells.size(), 3U);
  EXPECT_EQ(plan.cells[1].unsupported, "");
  EXPECT_EQ(plan.cells[2].unsupported.find("needs 136 MiB of memory, 50.0 MiB are available"), 0U)
      << plan.cells[2].unsupported;
}

// Two lists of 80 MB each fit alone, but not together: the first is kept.
TEST(Plan, DataThatStaysInMemoryCountsForOtherCells) {
  RunOptions options;
  options.workloads = {"range_sum"};
  options.settings = {"range_sum.elements=10000000,10000001"};
  const Plan plan = make_plan(selected(options).specs, runners);
  const auto marked = [&](bool in_memory) {
    Plan one = plan;
    Limits tight = with_memory(120U << 20U);
    tight.scratch_in_memory = in_memory;
    mark_too_big(one, tight);
    return one;
  };
  const Plan in_memory = marked(true), on_disk = marked(false);
  EXPECT_EQ(in_memory.cells[in_memory.experiments[0].cells[0]].unsupported, "");
  EXPECT_EQ(in_memory.cells[in_memory.experiments[1].cells[0]].unsupported.find(
                "needs 85.3 MiB of memory beside 76.3 MiB for other cells' data"),
            0U)
      << in_memory.cells[in_memory.experiments[1].cells[0]].unsupported;
  EXPECT_EQ(on_disk.cells[on_disk.experiments[1].cells[0]].unsupported, "");
}

TEST(Plan, ARunnersOwnCopiesCount) {
  RunOptions options;
  options.workloads = {"range_sum"};
  options.settings = {"range_sum.elements=1000000"};
  std::vector<PlannedRunner> known = runners;
  known[1].memory.copies["range_sum"] = {6, 4};
  const Plan plan = make_plan(select(options, preset, known, limits).specs, known);
  EXPECT_EQ(estimated_memory(plan.cells[0]).stored_bytes, 8'000'000U);
  EXPECT_EQ(estimated_memory(plan.cells[1]).stored_bytes, 0U);
  EXPECT_EQ(estimated_memory(plan.cells[1]).own_bytes, (10U << 20U) + 8'000'000U * (6 + 2 * 4));
}

TEST(Plan, CellsThatTheScratchFolderCannotHoldBlameThatFolder) {
  RunOptions options;
  options.workloads = {"range_sum"};
  Plan plan = make_plan(selected(options).specs, runners);
  Limits full = limits;
  full.scratch_bytes = 50U << 20U;
  full.scratch = "/dev/shm";
  mark_too_big(plan, full);
  const std::string& why = plan.cells.front().unsupported;
  EXPECT_NE(why.find("of scratch space, 50.0 MiB are free in /dev/shm: PARBENCH_SCRATCH"),
            std::string::npos)
      << why;
}

TEST(Presets, FamiliesHasARunnerOfEachFamily) {
  std::set<std::string_view> missing;
  for (const KnownRunner& runner : known_runners()) missing.insert(runner.family);
  const std::vector<std::string>& measured = find_preset("families")->runners;
  for (const KnownRunner& runner : known_runners()) {
    if (std::find(measured.begin(), measured.end(), runner.name) != measured.end())
      missing.erase(runner.family);
  }
  EXPECT_TRUE(missing.empty()) << *missing.begin();
}

TEST(Presets, RunnerThatIsNotBuiltIsNamedAndTheRestIsMeasured) {
  std::vector<PlannedRunner> known = runners;
  known.push_back({"mpi", true, {"primes"}, "is not built: sudo apt install libopenmpi-dev"});
  for (const char* name : {"families", "claims"}) {
    const Selection selection = select({}, *find_preset(name), known, limits);
    ASSERT_FALSE(selection.notes.empty()) << name;
    EXPECT_EQ(selection.notes.front(),
              "runner mpi is not built: sudo apt install libopenmpi-dev (excluded)");
    const Plan plan = make_plan(selection.specs, known);
    const auto of = [&](const std::string& runner) {
      return std::count_if(plan.cells.begin(), plan.cells.end(),
                           [&](const Cell& cell) { return cell.runner == runner; });
    };
    EXPECT_EQ(of("mpi"), 0) << name;
    EXPECT_GT(of("thread_pool"), 0) << name;
  }
}

TEST(Presets, ClaimsMeasuresBothRunnersOfC13OnSimilarWork) {
  const Selection selection = select({}, *find_preset("claims"), runners, limits);
  for (const char* name : {"python_manager", "mpi"}) {
    const auto one = std::find_if(
        selection.specs.begin(), selection.specs.end(), [&](const ExperimentSpec& spec) {
          return spec.runners == std::vector<std::string>{name} && spec.workers == Counts{2};
        });
    ASSERT_NE(one, selection.specs.end()) << name;
    EXPECT_EQ(one->workload, "busy_loop");
  }
}

TEST(Presets, AllOfThemCanBeSelected) {
  std::vector<PlannedRunner> all;
  std::vector<std::string> names;
  for (const NamedWorkload& workload : workloads()) names.emplace_back(workload.name);
  for (const KnownRunner& runner : known_runners()) {
    const bool scales = runner.name != "serial" && runner.name != "python_serial";
    all.push_back({std::string{runner.name}, scales, names, "",
                   runner.name.starts_with("python") ? 40.0 : 1.0});
    if (runner.family == "cpython") all.back().start = {0.1, 0.005};
    if (runner.family == "mpi") all.back().start = {0.35, 0.05};
  }
  for (const Preset& each : presets()) {
    RunOptions options;
    options.preset = each.name;
    Plan plan = make_plan(select(options, each, all, limits).specs, all);
    plan.min_sample_s = each.min_sample_s;
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
