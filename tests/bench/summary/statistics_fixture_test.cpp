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
  std::set<std::string> experiments, cells;
  for (const Sample& sample : samples) {
    const std::string experiment = sample.workload + sample.params;
    if (sample.role != "probe" && experiments.insert(experiment).second)
      plan.experiments.push_back({sample.workload, sample.params, {}, 0, {}, false});
    if (cells.insert(experiment + sample.runner + std::to_string(sample.workers)).second) {
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

void expect_cell(const CellSummary& cell, const json& wanted, double width,
                 const std::string& what) {
  EXPECT_EQ(cell.failed, wanted["failed"].get<int>()) << what;
  EXPECT_EQ(cell.blocks, wanted["n_undisturbed"].get<int>()) << what;
  expect_near(cell.wall_s, number(wanted["wall_s"]), what + " wall_s");
  expect_near(cell.speedup, number(wanted["speedup"]), what + " speedup");
  EXPECT_EQ(is_narrow(cell, width), wanted["finished"].get<bool>()) << what;
  if (cell.runner == base_runner) return;  // against itself there is no interval
  EXPECT_EQ(cell.paired, wanted["n_paired"].get<int>()) << what;
  const auto& range = cell.speedup_range;
  expect_near(range ? std::optional{range->low} : std::nullopt, number(wanted["speedup_low"]),
              what + " low");
  expect_near(range ? std::optional{range->high} : std::nullopt, number(wanted["speedup_high"]),
              what + " high");
  expect_near(range ? std::optional{range->level} : std::nullopt, number(wanted["speedup_level"]),
              what + " level");
}

TEST(StatisticsFixture, CellsHaveTheirKnownFigures) {
  for (const json& test_case : fixture()["cases"]) {
    Summary summary;
    for (const Sample& sample : samples_of(test_case)) summary.add(sample);
    for (const json& wanted : test_case["expected"]["cells"]) {
      const std::string what =
          test_case["name"].get<std::string>() + ", " + wanted["runner"].dump();
      const std::vector<CellSummary> cells = summary.cells(wanted["workload"], wanted["params"]);
      const auto found = std::find_if(cells.begin(), cells.end(), [&](const CellSummary& cell) {
        return wanted["runner"] == cell.runner && wanted["workers"] == cell.workers;
      });
      ASSERT_NE(found, cells.end()) << what;
      expect_cell(*found, wanted, fixture()["width"], what);
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

TEST(StatisticsFixture, RanksLevelsAndStops) {
  for (const json& wanted : fixture()["medians"])
    EXPECT_DOUBLE_EQ(median(wanted["values"]), wanted["median"].get<double>());
  for (const json& wanted : fixture()["intervals_of_1_to_n"]) {
    std::vector<double> values;
    for (int i = 1; i <= wanted["n"].get<int>(); ++i) values.push_back(i);
    const auto interval = median_interval(values);
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval->low, wanted["rank"].get<double>());
    EXPECT_EQ(interval->high, wanted["n"].get<double>() + 1 - wanted["rank"].get<double>());
    EXPECT_NEAR(interval->level, wanted["level"].get<double>(), 1e-12);
  }
  for (const int n : fixture()["no_interval"])
    EXPECT_FALSE(median_interval(std::vector<double>(static_cast<std::size_t>(n), 1.0)));
  for (const int n : fixture()["stops"]) EXPECT_TRUE(is_stop(n)) << n;
  for (const int n : fixture()["no_stops"]) EXPECT_FALSE(is_stop(n)) << n;
}

}  // namespace
}  // namespace parbench
