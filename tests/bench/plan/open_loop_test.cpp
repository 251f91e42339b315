// What is planned where tasks arrive at a rate.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/plan/block_order.hpp"
#include "bench/plan/cell_names.hpp"
#include "bench/plan/plan_json.hpp"
#include "bench/plan/presets.hpp"
#include "bench/plan/selection.hpp"
#include "bench/run_options.hpp"
#include "bench/runner.hpp"
#include "bench/summary/stopping.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

using Values = std::map<std::string, std::string>;

PlannedRunner runner_named(const char* name, bool in_order) {
  PlannedRunner runner;
  runner.name = name;
  runner.scales = std::string(name) != base_runner;
  runner.workloads = {"service", "sleep"};
  runner.in_order = in_order;
  return runner;
}

const std::vector<PlannedRunner>& runners() {
  static const std::vector<PlannedRunner> all{
      runner_named("serial", true), runner_named("pool", true), runner_named("unordered", false)};
  return all;
}

Parameters parameters(Values values = {}) {
  values.emplace("rounds", "1000");
  return {"service", find_workload("service")->parameters, values};
}

Plan plan_of(const std::vector<std::string>& names) {
  return make_plan({{"service", parameters({{"rate", "400"}}), names, {2}}}, runners());
}

TEST(OpenLoop, NeedsARunnerThatKeepsTheOrder) {
  const Plan plan = plan_of({"pool", "unordered"});
  ASSERT_EQ(plan.cells.size(), 2U);
  EXPECT_EQ(plan.cells[0].unsupported, "");
  EXPECT_EQ(plan.cells[1].unsupported, not_in_order);
  const Plan closed =
      make_plan({{"sleep", {"sleep", find_workload("sleep")->parameters, {}}, {"unordered"}, {2}}},
                runners());
  EXPECT_EQ(closed.cells.back().unsupported, "");
}

TEST(OpenLoop, HasNoSerialBase) {
  const Plan plan = plan_of({"pool"});
  EXPECT_EQ(plan.cells.size(), 1U);
  EXPECT_EQ(block_trials(plan, plan.experiments[0], 1).size(), 1U);
  const Plan asked = plan_of({"serial", "pool"});
  EXPECT_EQ(asked.cells.size(), 2U);
  EXPECT_FALSE(base_of(asked, asked.experiments[0]));
  EXPECT_EQ(block_trials(asked, asked.experiments[0], 1).size(), 2U);
}

TEST(OpenLoop, SaysItsRateInThePlan) {
  const auto json = nlohmann::json::parse(plan_text(plan_of({"pool"})));
  EXPECT_EQ(json["cells"][0]["rate_per_s"], 400);
  EXPECT_EQ(json["cells"][0]["bound_s"], nullptr);
  EXPECT_FALSE(json["cells"][0].contains("computing_s"));
  const Plan closed = make_plan(
      {{"sleep", {"sleep", find_workload("sleep")->parameters, {}}, {"pool"}, {2}}}, runners());
  EXPECT_FALSE(nlohmann::json::parse(plan_text(closed))["cells"][0].contains("rate_per_s"));
}

TEST(OpenLoop, ComputesAsMuchAsArrives) {
  const auto share = [](const char* rate, const char* compute, int workers) {
    const Parameters given = parameters({{"rate", rate}, {"compute", compute}});
    return *computing_share({"service", given, "", "pool", workers, "", 0}, 2);
  };
  EXPECT_NEAR(share("100/s", "2ms", 8), 0.1, 0.001);
  EXPECT_NEAR(share("100/s", "2ms", 1), 0.2, 0.002);
  EXPECT_NEAR(share("900/s", "2ms", 8), 0.9, 0.01);
  EXPECT_DOUBLE_EQ(share("9000/s", "2ms", 8), 1);
  EXPECT_LT(share("100/s", "0s", 8), 0.01);
}

TEST(OpenLoop, LastsAsLongAsArrivalsOrWork) {
  const auto trial_s = [](const char* rate, int workers) {
    const Parameters given =
        parameters({{"rate", rate}, {"tasks", "1000"}, {"compute", "2ms"}, {"wait", "8ms"}});
    return estimated_trial_s({"service", given, "", "pool", workers, "", 0}, 0.2, 2);
  };
  EXPECT_GT(trial_s("100/s", 64), 20);  // a cold and a timed pass of 10 s
  EXPECT_LT(trial_s("100/s", 64), 23);
  EXPECT_GT(trial_s("100000/s", 1), 20);  // nobody can serve it: time limits allow for that
  EXPECT_GT(trial_s("100000/s", 64), 2);
}

TEST(OpenLoop, TheDrawIsNoSettingAndInNoName) {
  RunOptions options;
  options.workloads = {"service"};
  options.settings = {"service.draw=3"};
  EXPECT_EQ(
      message_of<UsageError>([&] { select(options, *find_preset("quick"), runners(), Limits{}); }),
      "--set: 'service.draw' is not a setting: it is another one in each block");
  Parameters drawn = parameters();
  const std::string before = drawn.json();
  drawn.fill("draw", "3");
  EXPECT_EQ(drawn.json(), before);
  EXPECT_EQ(cell_name({"service", drawn, "", "pool", 2, ""}), "service/rounds=1000/pool/2");
}

// A cell without a base has its blocks when it has its undisturbed trials.
TEST(OpenLoop, NeedsNoSpareBlockWhereItWasUndisturbed) {
  Plan plan = plan_of({"pool"});
  plan.blocks = 2;
  Summary summary;
  Sample sample;
  sample.workload = "service";
  sample.params = plan.cells[0].params;
  sample.runner = "pool";
  sample.workers = 2;
  sample.record.emplace().wall_s = 1;
  sample.block = 1;
  summary.add(sample);
  EXPECT_EQ(short_cells(plan, plan.experiments[0], summary, 3).size(), 1U);
  sample.block = 2;
  summary.add(sample);
  EXPECT_TRUE(short_cells(plan, plan.experiments[0], summary, 3).empty());
}

}  // namespace
}  // namespace parbench
