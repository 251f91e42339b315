// What a run says at its end: other load, and the table for a machine without Python.
#include "bench/run/finish_run.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

using Culprits = std::vector<std::pair<std::string, double>>;
const Culprits builders{{"cc1plus", 41}, {"ld", 3}, {"make", 2}, {"sh", 1}};

TEST(BackgroundLoad, OfLessThanATenthIsNotWorthALine) {
  EXPECT_EQ(background_load_text({100, 0}, builders), "");
  EXPECT_EQ(background_load_text({100, 9}, builders), "");
  EXPECT_EQ(background_load_text({0, 0}, {}), "");
}

TEST(BackgroundLoad, NamesProcessesAndWhatToDo) {
  EXPECT_EQ(background_load_text({100, 10}, builders),
            "background load by cc1plus (41.0 s CPU), ld (3.00 s CPU); stop it, or --wait 20m");
}

TEST(BackgroundLoad, OfMoreThanHalfIsTooMuch) {
  EXPECT_EQ(background_load_text({100, 50}, {}).find("too much"), std::string::npos);
  EXPECT_TRUE(background_load_text({100, 51}, {}, "--wait-idle").ends_with(": --wait-idle 20m"));
  EXPECT_EQ(background_load_text({100, 51}, {}),
            "too much background load from outside (another container, or the host): --wait 20m");
}

TEST(BackgroundLoad, FitsALineWhateverAProcessIsCalled) {
  const std::string line =
      background_load_text({100, 51}, {{std::string(500, 'x') + "\n\x1b[2J", 99999.0}});
  EXPECT_LE(line.size(), 82U) << line;  // "…" has three bytes
  EXPECT_EQ(line.find_first_of("\n\x1b"), std::string::npos) << line;
  EXPECT_NE(line.find("xxx"), std::string::npos) << line;
}

Sample trial_of(const Cell& cell, int block, double wall_s) {
  Sample sample;
  sample.workload = cell.workload;
  sample.params = cell.params;
  sample.runner = cell.runner;
  sample.workers = cell.workers;
  sample.block = block;
  sample.record.emplace().wall_s = wall_s;
  return sample;
}

TEST(MedianTable, HasALineForEachCell) {
  Plan plan = small_plan();
  plan.experiments.resize(1);
  const Experiment& primes = plan.experiments[0];
  ASSERT_EQ(primes.cells.size(), 4U);
  const auto cell = [&](std::size_t place) { return plan.cells[primes.cells[place]]; };
  Summary summary;
  for (int block = 1; block <= 3; ++block) summary.add(trial_of(cell(0), block, block / 10.0));
  Sample failed = trial_of(cell(1), 1, 1);
  failed.record.reset();
  failed.status = Status::failed;
  failed.reason = "first";
  summary.add(failed);
  failed.status = Status::timeout;
  failed.reason = "no end after 60 s";
  summary.add(failed);
  Sample disturbed = trial_of(cell(2), 1, 1);
  disturbed.disturbance = "steal";
  summary.add(disturbed);
  EXPECT_EQ(median_table(plan, summary),
            "median time per pass\n"
            "  primes/serial/1  200 ms\n"
            "  primes/pool/1    2 trials failed, the last one with timeout: no end after 60 s\n"
            "  primes/pool/2    disturbed\n"
            "  primes/pool/4    not measured\n");
}

}  // namespace
}  // namespace parbench
