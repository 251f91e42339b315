// What is measured once per run, and what is then the same in every experiment and in a rerun.
#include "bench/plan/figures.hpp"

#include <gtest/gtest.h>

#include "bench/plan/cell_names.hpp"
#include "bench/run_options.hpp"

namespace parbench {
namespace {

using Values = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

ExperimentSpec spec(const char* workload, const Values& values) {
  return {workload, {workload, find_workload(workload)->parameters, values}, {}, {1}, false};
}

TEST(Figures, AreMeasuredOnceForAllExperiments) {
  std::vector<ExperimentSpec> specs{spec("mixed", {{"compute", "1ms"}}), spec("primes", {}),
                                    spec("mixed", {{"compute", "2ms"}})};
  const Texts figures = fill_figures(specs, {});
  const std::string rounds = specs[0].parameters.text("rounds");
  EXPECT_GT(specs[0].parameters.count("rounds"), 0U);
  EXPECT_EQ(specs[2].parameters.text("rounds"), rounds);
  EXPECT_EQ(figures, Texts{"mixed.rounds=" + rounds});
  EXPECT_NE(specs[0].parameters.json().find("\"rounds\":" + rounds), std::string::npos);
}

TEST(Figures, OfAnEarlierRunAreTakenInsteadOfMeasured) {
  std::vector<ExperimentSpec> specs{spec("mixed", {})};
  EXPECT_EQ(fill_figures(specs, {"mixed.rounds=12345"}), Texts{"mixed.rounds=12345"});
  EXPECT_EQ(specs[0].parameters.count("rounds"), 12345U);
}

TEST(Figures, AreNotMeasuredWhereTheUserGaveTheValueOrItHasNoEffect) {
  std::vector<ExperimentSpec> specs{spec("mixed", {{"rounds", "777"}}),
                                    spec("mixed", {{"compute", "0s"}}), spec("sleep", {})};
  EXPECT_EQ(fill_figures(specs, {"mixed.rounds=12345"}), Texts{});
  EXPECT_EQ(specs[0].parameters.text("rounds"), "777");
  EXPECT_EQ(specs[1].parameters.json().find("rounds"), std::string::npos);
}

TEST(Figures, AreNotPartOfNames) {
  std::vector<ExperimentSpec> specs{spec("mixed", {{"compute", "3ms"}}),
                                    spec("mixed", {{"rounds", "777"}})};
  fill_figures(specs, {"mixed.rounds=12345"});
  EXPECT_EQ(cell_name({"mixed", specs[0].parameters, "", "serial", 1, ""}),
            "mixed/compute=3ms/serial/1");
  EXPECT_EQ(cell_name({"mixed", specs[1].parameters, "", "serial", 1, ""}),
            "mixed/rounds=777/serial/1");
}

TEST(Figures, RefusesWhatIsNone) {
  std::vector<ExperimentSpec> specs{spec("mixed", {}), spec("primes", {})};
  for (const char* known : {"primes.count=3", "mixed.tasks=3", "mixed.rounds", "mixed.rounds=",
                            "mixed.rounds=0", "mixed.rounds=x", "", "sleep.rounds=3"}) {
    EXPECT_ANY_THROW(fill_figures(specs, {known})) << known;
  }
  EXPECT_THROW(fill_figures(specs, {"primes.count=3"}), UsageError);
}

}  // namespace
}  // namespace parbench
