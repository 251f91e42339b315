#include <gtest/gtest.h>

#include <set>

#include "bench/workload.hpp"
#include "tests/support/message_of.hpp"
#include "workloads/arrivals.hpp"
#include "workloads/compute_and_wait.hpp"
#include "workloads/spread.hpp"

namespace parbench {
namespace {

using Values = std::map<std::string, std::string>;

const WorkloadInfo& info() { return *find_workload("service"); }

Parameters parameters(Values values) {
  values.emplace("rounds", "100");
  return {"service", info().parameters, values};
}

std::unique_ptr<Workload> make(const Values& values) { return info().make(parameters(values), {}); }

std::vector<std::uint64_t> digests(const Workload& workload) {
  std::vector<std::uint64_t> all;
  Worker worker;  // of a pass long ago: nothing is waited for
  for (std::size_t i = 0; i < workload.task_count(); ++i)
    all.push_back(workload.run_task(i, worker));
  return all;
}

TEST(Service, LastsTwoSecondsUnlessToldOtherwise) {
  EXPECT_EQ(make({{"rate", "400"}})->task_count(), 800U);
  EXPECT_EQ(make({{"rate", "10"}})->task_count(), 50U);
  EXPECT_EQ(make({{"rate", "400"}, {"tasks", "7"}})->task_count(), 7U);
}

TEST(Service, DigestsDoNotDependOnTheDraw) {
  Values values{{"tasks", "20"}, {"spread", "exponential"}, {"compute", "20us"}, {"wait", "20us"}};
  const auto first = digests(*make(values));
  values["draw"] = "7";
  const auto other = make(values);
  EXPECT_EQ(digests(*other), first);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(other->expected(i), first[i]);
}

// Each block's first request waits as long as that block's draw says.
TEST(Service, WorkDependsOnTheDraw) {
  std::set<double> shares;
  for (const std::uint64_t draw : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
    const auto workload = make({{"tasks", "20"},
                                {"spread", "lognormal"},
                                {"compute", "0s"},
                                {"wait", "1ms"},
                                {"draw", std::to_string(draw)}});
    Worker worker;
    LatencyAccount account;
    worker.latency = &account;
    workload->run_task(0, worker);
    const double share = spread_share("lognormal", seed_of(0x73657276696365, draw), 0);
    EXPECT_GE(static_cast<double>(account.busy_ns), 1e6 * share - 1) << draw;
    shares.insert(share);
  }
  EXPECT_EQ(shares.size(), 8U);
  EXPECT_GT(*shares.rbegin(), 1.5);  // or a wait that does not depend on it would do
}

// Steps of a task that are wrong, missing or done twice give another digest than the expected one, as
// the result of the work itself does.
TEST(Service, AnyOtherWorkHasAnotherResult) {
  const Demand demand{.compute_ns = 1000, .rounds = 50, .wait_ns = 1000};
  const std::uint64_t right = ComputeAndWait::expected(3, demand, 1);
  const auto result = [](std::size_t index, const Demand& other, std::uint64_t parts) {
    ComputeAndWait work(index, other, parts);
    return run_to_end(work);
  };
  EXPECT_EQ(result(3, demand, 1), right);
  EXPECT_NE(result(4, demand, 1), right);
  EXPECT_NE(result(3, demand, 2), right);
  for (const auto& [rounds, wait_ns] : {std::pair{49U, 1000U},
                                        {51U, 1000U},
                                        {100U, 1000U},
                                        {0U, 1000U},
                                        {50U, 0U},
                                        {50U, 999U},
                                        {50U, 2000U}}) {
    EXPECT_NE(result(3, {1000, rounds, wait_ns}, 1), right) << rounds << ' ' << wait_ns;
  }
  EXPECT_EQ(digest_of_drawn(3, right, right), scramble(4));
  EXPECT_NE(digest_of_drawn(3, result(3, {1000, 49, 1000}, 1), right), scramble(4));
  EXPECT_NE(digest_of_drawn(4, right, right), scramble(4));
  ComputeAndWait unfinished(3, {1000, 50, 1'000'000'000}, 1);
  unfinished.step();
  EXPECT_NE(unfinished.digest(), ComputeAndWait::expected(3, {1000, 50, 1'000'000'000}, 1));
}

TEST(Service, ComputesInStepsWithTheSameResult) {
  const Demand demand{.compute_ns = 1000, .rounds = 50, .wait_ns = 1000};
  for (const std::uint64_t most : {1U, 7U, 50U, 51U}) {
    ComputeAndWait work(3, demand, 3, most);
    EXPECT_EQ(run_to_end(work), ComputeAndWait::expected(3, demand, 3)) << most;
  }
}

// 400 requests a second for 1 s, one each 2.5 ms, all workers stopped for 200 ms in the middle: those
// that arrive in it wait for its end, however fast the machine is. A closed loop would have seen one
// slow request.
TEST(Service, AStallIsInTheLatenciesOfAllThatArriveInIt) {
  const auto workload = make({{"rate", "400/s"},
                              {"tasks", "400"},
                              {"arrivals", "even"},
                              {"compute", "0s"},
                              {"wait", "1us"},
                              {"stall", "200ms"}});
  Worker worker;
  LatencyAccount account;
  worker.latency = &account;
  worker.pass_start_ns =
      std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
  for (std::size_t i = 0; i < 400; ++i) workload->run_task(i, worker);
  ASSERT_EQ(account.requests, 360U);  // the first 40 are the warm-up
  // Of the 80 that arrive in the stall 4 or more wait for 180 ms at least: 1 % of all.
  EXPECT_GE(account.histogram.quantile_ns(360 - 3), 180'000'000U);
  EXPECT_GE(account.histogram.quantile_ns(360 - 39), 100'000'000U);
  EXPECT_GE(account.queue_wait_ns, 80 * 95'000'000LL);
}

TEST(Service, KnowsHowLongItsArrivalsTake) {
  const Estimate estimate = info().estimate(
      parameters({{"rate", "100/s"}, {"tasks", "300"}, {"compute", "2ms"}, {"wait", "8ms"}}));
  EXPECT_DOUBLE_EQ(estimate.arrivals_s, 3);
  EXPECT_NEAR(estimate.compute_s, 0.6, 0.01);
  EXPECT_NEAR(estimate.wait_s, 2.4, 1e-9);
  EXPECT_EQ(info().task_times, nullptr);  // no bound of a closed loop holds
}

TEST(Service, RefusesWhatMakesNoSense) {
  const auto refusal = [](const Values& values) {
    return message_of<BadParameter>([&] { info().check(parameters(values)); });
  };
  EXPECT_EQ(refusal({{"rate", "0"}}),
            "service.rate: '0' is not allowed: a rate from 0.01/s to 1000000/s");
  EXPECT_EQ(refusal({{"rate", "-5/s"}}),
            "service.rate: '-5/s' is not a rate: a number per second, such as 400/s");
  EXPECT_EQ(refusal({{"rate", "400/min"}}),
            "service.rate: '400/min' is not a rate: a number per second, such as 400/s");
  EXPECT_EQ(refusal({{"warmup", "1"}}),
            "service.warmup: '1' is not allowed: a number from 0 to 0.9");
  EXPECT_EQ(refusal({{"arrivals", "random"}}),
            "service.arrivals: 'random' is not allowed: poisson or even");
  EXPECT_NE(refusal({{"compute", "0s"}, {"wait", "0s"}}).find("not allowed for both"),
            std::string::npos);
  EXPECT_EQ(refusal({{"rate", "400"}}), "nothing was thrown");
  EXPECT_THROW(make({{"rounds", "0"}}), BadParameter);
}

}  // namespace
}  // namespace parbench
