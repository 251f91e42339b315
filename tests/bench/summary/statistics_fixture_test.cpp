// The statistics that stopping needs, held to the same fixture as those of the reports.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/output/sample_file.hpp"
#include "bench/plan/history.hpp"
#include "bench/summary/stopping.hpp"
#include "bench/summary/summary.hpp"
#include "tests/support/small_plan.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using nlohmann::json;

const json& fixture() {
  static const json parsed = json::parse(std::ifstream(PARBENCH_FIXTURE));
  return parsed;
}

std::vector<Sample> samples_of(const json& test_case) {
  const TemporaryFolder folder;
  std::string text;
  for (const std::string line : test_case["samples"]) text += line + "\n";
  std::ofstream(folder.path() / "samples.csv") << text;
  std::vector<Sample> samples;
  const ReadResult read = read_samples(folder.path() / "samples.csv",
                                       [&](const Sample& sample) { samples.push_back(sample); });
  EXPECT_TRUE(read.errors.empty()) << read.errors.front();
  return samples;
}

// A plan in which each of these samples is a cell's.
Plan plan_of(const std::vector<Sample>& samples) {
  Plan plan;
  plan.width = fixture()["width"];
  std::set<std::string> cells;
  for (const Sample& sample : samples) {
    const std::string work = sample.workload + sample.params;
    auto experiment =
        std::find_if(plan.experiments.begin(), plan.experiments.end(),
                     [&](const Experiment& one) { return one.workload + one.params == work; });
    if (sample.role != "probe" && experiment == plan.experiments.end())
      experiment =
          plan.experiments.insert(experiment, {sample.workload, sample.params, {}, 0, {}, false});
    if (cells.insert(work + sample.runner + std::to_string(sample.workers)).second) {
      if (sample.role != "probe") experiment->cells.push_back(plan.cells.size());
      plan.cells.push_back({sample.workload, small_parameters(sample.workload), sample.params,
                            sample.runner, sample.workers, "", 0});
    }
  }
  return plan;
}

std::optional<double> number(const json& value) {
  return value.is_null() ? std::nullopt : std::optional{value.get<double>()};
}

void expect_near(const std::optional<double>& found, const std::optional<double>& wanted,
                 const std::string& what) {
  ASSERT_EQ(found.has_value(), wanted.has_value()) << what;
  if (!wanted) return;
  EXPECT_NEAR(*found, *wanted, 1e-12 * std::abs(*wanted)) << what;
}

void expect_cell(const CellSummary& cell, const json& wanted, const std::string& what) {
  EXPECT_EQ(cell.failed, wanted["failed"].get<int>()) << what;
  EXPECT_EQ(cell.blocks, wanted["n_undisturbed"].get<int>()) << what;
  expect_near(cell.wall_s, number(wanted["wall_s"]), what + " wall_s");
  EXPECT_EQ(cell.logs.size(), wanted["n_paired"].get<std::size_t>()) << what;
  if (cell.runner == base_runner) return;  // against itself there is no speedup
  expect_near(cell.logs.empty() ? std::nullopt : std::optional{std::exp(median(cell.logs))},
              number(wanted["speedup"]), what + " speedup");
}

bool is_finished(const Plan& plan, const Summary& summary, const CellSummary& cell,
                 const json& wanted) {
  for (const Experiment& experiment : plan.experiments) {
    if (wanted["workload"] != experiment.workload || wanted["params"] != experiment.params)
      continue;
    for (const std::size_t place : narrow_cells(plan, experiment, summary)) {
      if (plan.cells[place].runner == cell.runner && plan.cells[place].workers == cell.workers)
        return true;
    }
  }
  return false;
}

TEST(StatisticsFixture, CellsHaveTheirKnownFigures) {
  for (const json& test_case : fixture()["cases"]) {
    Summary summary;
    const std::vector<Sample> samples = samples_of(test_case);
    const Plan plan = plan_of(samples);
    for (const Sample& sample : samples) summary.add(sample);
    for (const json& wanted : test_case["expected"]["cells"]) {
      const std::string what =
          test_case["name"].get<std::string>() + ", " + wanted["runner"].dump();
      const std::vector<CellSummary> cells = summary.cells(wanted["workload"], wanted["params"]);
      const auto found = std::find_if(cells.begin(), cells.end(), [&](const CellSummary& cell) {
        return wanted["runner"] == cell.runner && wanted["workers"] == cell.workers;
      });
      ASSERT_NE(found, cells.end()) << what;
      expect_cell(*found, wanted, what);
      EXPECT_EQ(is_finished(plan, summary, *found, wanted), wanted["finished"].get<bool>()) << what;
    }
  }
}

TEST(StatisticsFixture, SlotsAreCountedAndTooBusyIsMoreThanHalf) {
  for (const json& test_case : fixture()["cases"]) {
    const std::string name = test_case["name"];
    const std::vector<Sample> samples = samples_of(test_case);
    const Plan plan = plan_of(samples);
    History history{plan};
    for (const Sample& sample : samples) history.add(sample);
    EXPECT_EQ(history.counts().too_busy(), test_case["expected"]["too_busy"].get<bool>()) << name;
    for (const json& wanted : test_case["expected"]["experiments"]) {
      for (std::size_t experiment = 0; experiment < plan.experiments.size(); ++experiment) {
        if (plan.experiments[experiment].workload != wanted["workload"] ||
            plan.experiments[experiment].params != wanted["params"])
          continue;
        const History::Counts counts = history.counts(experiment);
        EXPECT_EQ(counts.judged, wanted["slots"].get<int>()) << name;
        EXPECT_EQ(counts.disturbed, wanted["disturbed_slots"].get<int>()) << name;
        EXPECT_EQ(counts.too_busy(), wanted["too_busy"].get<bool>()) << name;
      }
    }
  }
}

TEST(StatisticsFixture, IntervalsByWhichARunStops) {
  for (const json& known : fixture()["stopping"]) {
    const std::string name = known["name"];
    const CellValues logs = known["logs"];
    expect_near(shared_variance(logs), number(known["shared_variance"]), name);
    const std::vector<std::optional<double>> halves = half_widths(logs);
    ASSERT_EQ(halves.size(), known["half_widths"].size());
    for (std::size_t i = 0; i < halves.size(); ++i) {
      const std::optional<double> wanted = number(known["half_widths"][i]);
      ASSERT_EQ(halves[i].has_value(), wanted.has_value()) << name;
      const bool narrow = halves[i] && is_narrow(*halves[i], fixture()["width"]);
      EXPECT_EQ(narrow && is_stop(static_cast<int>(logs[i].size())),
                known["finished"][i].get<bool>())
          << name;
      // The quantile is an expansion here and exact there.
      if (wanted) {
        EXPECT_NEAR(*halves[i], *wanted, 2e-4 * *wanted) << name;
      }
    }
  }
}

TEST(StatisticsFixture, MediansAndStops) {
  for (const json& wanted : fixture()["medians"])
    EXPECT_DOUBLE_EQ(median(wanted["values"]), wanted["median"].get<double>());
  for (const int n : fixture()["stops"]) EXPECT_TRUE(is_stop(n)) << n;
  for (const int n : fixture()["no_stops"]) EXPECT_FALSE(is_stop(n)) << n;
}

}  // namespace
}  // namespace parbench
