#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "bench/workload.hpp"
#include "tests/support/message_of.hpp"
#include "workloads/rounds.hpp"
#include "workloads/spread.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;
using Values = std::map<std::string, std::string>;

const WorkloadInfo& info() { return *find_workload("mixed"); }

Parameters parameters(const Values& values) { return {"mixed", info().parameters, values}; }

std::unique_ptr<Workload> make(const Values& values) { return info().make(parameters(values), {}); }

TEST(Mixed, WaitsTheWholeTimeOfEachTaskInItsParts) {
  const auto workload = make({{"tasks", "3"}, {"wait", "3ms"}, {"parts", "3"}, {"rounds", "10"}});
  Worker worker;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto start = Clock::now();
    EXPECT_EQ(workload->run_task(i, worker), workload->expected(i));
    EXPECT_GE(Clock::now() - start, std::chrono::milliseconds(3));
  }
}

// What differs in one of these is other work: its digest differs.
TEST(Mixed, DigestsDependOnEverythingThatATaskDoes) {
  const Values base{{"tasks", "2"}, {"compute", "1ms"}, {"wait", "1ms"}, {"rounds", "1000"}};
  std::set<std::uint64_t> digests{make(base)->expected(0), make(base)->expected(1)};
  for (const auto& [key, value] :
       Values{{"compute", "2ms"}, {"wait", "2ms"}, {"parts", "2"}, {"rounds", "1001"}}) {
    Values other = base;
    other[key] = value;
    digests.insert(make(other)->expected(0));
  }
  EXPECT_EQ(digests.size(), 6U);
}

TEST(Mixed, SpreadsKeepTheMeanOfComputingAndOfWaiting) {
  for (const char* spread : {"fixed", "uniform", "exponential", "lognormal"}) {
    const auto times = info().task_times(parameters({{"tasks", "50"}, {"spread", spread}}));
    ASSERT_EQ(times.size(), 50U);
    double compute_s = 0, wait_s = 0;
    for (const TaskTime& task : times) {
      compute_s += task.compute_s;
      wait_s += task.wait_s;
      EXPECT_NEAR(task.wait_s, 9 * task.compute_s, 1e-8) << spread;  // one draw for both
    }
    EXPECT_NEAR(compute_s, 50 * 0.002, 1e-7) << spread;
    EXPECT_NEAR(wait_s, 50 * 0.018, 1e-7) << spread;
  }
}

TEST(Mixed, RefusesTasksThatDoNothing) {
  const auto refusal = [](const Values& values) {
    return message_of<BadParameter>([&] { info().check(parameters(values)); });
  };
  EXPECT_NE(refusal({{"compute", "0s"}, {"wait", "0s"}}).find("not allowed for both"),
            std::string::npos);
  EXPECT_EQ(refusal({{"compute", "0s"}}), "nothing was thrown");
  EXPECT_EQ(refusal({{"wait", "0s"}}), "nothing was thrown");
}

TEST(Mixed, RefusesATrialWithoutItsRounds) {
  EXPECT_THROW(make({}), BadParameter);
  EXPECT_NO_THROW(make({{"compute", "0s"}}));
}

// The quantiles at 0.5 and 0.99 of these distributions with mean 1.
TEST(Spread, HasTheDistributionOfItsName) {
  struct Quantiles {
    const char* spread;
    double half, high;
  };
  constexpr std::size_t count = 20'000;
  for (const auto& [spread, half, high] : {Quantiles{"uniform", 1, 1.98},
                                           {"exponential", 0.693, 4.605},
                                           {"lognormal", 0.607, 6.211}}) {
    std::vector<double> shares = spread_shares(spread, 1, count);
    std::sort(shares.begin(), shares.end());
    EXPECT_NEAR(shares[count / 2] / half, 1, 0.05) << spread;
    EXPECT_NEAR(shares[count * 99 / 100] / high, 1, 0.1) << spread;
  }
}

TEST(Rounds, AreCountedAsTheClosedFormCountsThem) {
  for (const std::uint64_t rounds : {0, 1, 2, 1001}) {
    EXPECT_EQ(run_rounds(rounds, 5), after_rounds(5, rounds)) << rounds;
  }
}

TEST(Rounds, PerMillisecondHaveThreeDigits) {
  std::uint64_t rate = rounds_per_ms();
  ASSERT_GT(rate, 0U);
  while (rate >= 1000) {
    EXPECT_EQ(rate % 10, 0U) << rate;
    rate /= 10;
  }
}

}  // namespace
}  // namespace parbench
