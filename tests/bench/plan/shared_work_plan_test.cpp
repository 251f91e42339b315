// The plan of workloads whose tasks share something.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/plan/history.hpp"
#include "bench/plan/plan.hpp"
#include "bench/plan/plan_json.hpp"
#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

PlannedRunner runner_named(const std::string& name, const std::string& cannot_share = "") {
  PlannedRunner runner;
  runner.name = name;
  runner.workloads = {"primes", "barrier", "queue", "semaphore", "crash", "counter"};
  runner.cannot_share = cannot_share;
  return runner;
}

const std::vector<PlannedRunner> runners{runner_named("serial"), runner_named("pool"),
                                         runner_named("loop", "one thread")};

Plan plan_of(const std::string& workload, const std::vector<int>& workers,
             const std::map<std::string, std::string>& values = {}) {
  return make_plan({{workload, small_parameters(workload, values), {"pool", "loop"}, workers}},
                   runners);
}

TEST(SharedWorkPlan, HasNoSerialBaseWhereTasksWaitForEachOther) {
  const Plan plan = plan_of("barrier", {1, 2});
  ASSERT_EQ(plan.cells.size(), 4U);
  EXPECT_EQ(plan.cells[0].unsupported, "its tasks wait for each other, which needs N >= 2, not 1");
  EXPECT_EQ(plan.cells[1].unsupported, "");
  EXPECT_EQ(plan.cells[3].unsupported, "one thread");
  EXPECT_FALSE(base_of(plan, plan.experiments[0]));
  EXPECT_EQ(plan_of("counter", {2}).cells[0].runner, "serial");
  EXPECT_EQ(plan_of("queue", {3}, {{"producers", "2"}}).cells[0].unsupported, "");
  EXPECT_NE(plan_of("queue", {3}, {{"producers", "3"}}).cells[0].unsupported, "");
}

TEST(SharedWorkPlan, BoundsTasksByTheirPermits) {
  const auto bound_s = [](int workers) {
    const Plan plan = plan_of("semaphore", {workers}, {{"tasks", "10"}, {"permits", "3"}});
    return bound_of(plan.cells.at(1))->pass_s;
  };
  EXPECT_DOUBLE_EQ(bound_s(2), 5 * 0.004);
  EXPECT_DOUBLE_EQ(bound_s(3), 4 * 0.004);
  EXPECT_DOUBLE_EQ(bound_s(10), 4 * 0.004);
}

TEST(SharedWorkPlan, TellsPlannedFailuresFromOthers) {
  for (const auto& [workload, planned] : {std::pair{"crash", true}, std::pair{"counter", false}}) {
    const Plan plan = plan_of(workload, {2});
    Sample sample;
    sample.workload = workload;
    sample.params = plan.cells[1].params;
    sample.runner = "pool";
    sample.workers = 2;
    sample.position = 1;
    sample.role = "cell";
    sample.status = Status::failed;
    History history{plan};
    history.add(sample);
    EXPECT_EQ(history.failed(), !planned) << workload;
    // A deadline was not planned.
    sample.status = Status::timeout;
    sample.position = 2;
    history.add(sample);
    EXPECT_TRUE(history.failed());
  }
}

TEST(SharedWorkPlan, IsWrittenWithWhatIsObserved) {
  const auto cell = [](const char* workload) {
    return nlohmann::json::parse(plan_text(plan_of(workload, {2})))["cells"][1];
  };
  const nlohmann::json lost{{"name", "updates lost"}, {"unit", "%"}};
  EXPECT_EQ(cell("counter")["observed"], lost);
  EXPECT_FALSE(cell("counter").contains("planned_failure"));
  EXPECT_EQ(cell("crash")["planned_failure"], true);
  EXPECT_FALSE(cell("semaphore").contains("observed"));
}

}  // namespace
}  // namespace parbench
