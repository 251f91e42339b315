#include "bench/plan/cell_names.hpp"

#include <gtest/gtest.h>

#include "bench/run_options.hpp"

namespace parbench {
namespace {

const std::vector<PlannedRunner> runners{{"serial", false, {"primes", "sleep"}, ""},
                                         {"pool", true, {"primes", "sleep"}, ""}};

Plan planned(const std::map<std::string, std::string>& primes) {
  std::vector<ExperimentSpec> specs;
  for (const char* name : {"primes", "sleep"}) {
    const auto values = std::string(name) == "primes" ? primes : decltype(primes){};
    specs.push_back({name, {name, find_workload(name)->parameters, values}, {"pool"}, {2}, false});
  }
  return make_plan(specs, runners);
}

TEST(CellNames, ShowDifferencesFromTheDefaults) {
  const Plan plan = planned({{"count", "8"}});
  EXPECT_EQ(cell_name(plan.cells[0]), "primes/count=8/serial/1");
  EXPECT_EQ(cell_name(plan.cells[1]), "primes/count=8/pool/2");
}

TEST(Filter, KeepsMatchesAndTheirBase) {
  Plan plan = planned({});
  filter_cells(plan, "^sleep/pool");
  ASSERT_EQ(plan.experiments.size(), 1U);
  EXPECT_EQ(plan.experiments[0].cells.size(), 2U);
  for (const Cell& cell : plan.cells)  // or a reader takes them for cells that never ran
    EXPECT_EQ(cell.unsupported.empty(), cell.workload == "sleep") << cell_name(cell);
  EXPECT_THROW(filter_cells(plan, "("), UsageError);
  EXPECT_THROW(filter_cells(plan, "nothing"), UsageError);
}

TEST(Trace, MarksTheCellsThatMatch) {
  Plan plan = planned({});
  mark_traced(plan, "^sleep/pool");
  for (const Cell& cell : plan.cells)
    EXPECT_EQ(cell.traced, cell.workload == "sleep" && cell.runner == "pool") << cell_name(cell);
  EXPECT_THROW(mark_traced(plan, "("), UsageError);
  EXPECT_THROW(mark_traced(plan, "nothing"), UsageError);
}

}  // namespace
}  // namespace parbench
