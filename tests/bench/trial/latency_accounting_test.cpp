#include "bench/trial/latency_accounting.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>

#include "bench/trial/task_accounting.hpp"
#include "tests/support/scripted_trial.hpp"

namespace parbench {
namespace {

constexpr std::int64_t ms = 1'000'000;

// Requests of 2 ms that waited for 1 ms, one after the other.
void serve(LatencyAccount& account, int requests, std::int64_t start_ns) {
  for (int i = 0; i < requests; ++i) {
    const std::int64_t arrival = start_ns + (i + 1) * 10 * ms;
    account.add({.arrival_ns = arrival, .begin_ns = arrival + ms, .end_ns = arrival + 3 * ms});
  }
}

TEST(LatencyAccounting, GivesNothingWhereNobodyAsks) {
  const LatencyAccounting none{0};
  EXPECT_EQ(none.of(0), nullptr);
  EXPECT_FALSE(none.result(5, 1));
}

TEST(LatencyAccounting, AddsWorkersAndPassesUp) {
  LatencyAccounting accounting{2};
  serve(*accounting.of(0), 7, 0);
  accounting.begin();  // what was before does not count
  for (const std::int64_t start : {1000 * ms, 5000 * ms}) {
    serve(*accounting.of(0), 10, start);
    serve(*accounting.of(1), 5, start);
    accounting.of(1)->add({.arrival_ns = start + 100 * ms,
                           .begin_ns = start + 101 * ms,
                           .end_ns = start + 110 * ms,
                           .failed = true,
                           .left_over = true});
    accounting.end_pass(start);
  }
  const Latency latency = accounting.result(150, 2).value();
  EXPECT_EQ(latency.rate_per_s, 150);
  EXPECT_EQ(latency.requests, 30U);
  EXPECT_EQ(latency.errors, 2U);
  EXPECT_NEAR(latency.achieved_per_s, 30 / 0.22, 1e-6);
  EXPECT_NEAR(latency.offered_per_s, 32 / 0.2, 1e-6);
  EXPECT_NEAR(*latency.queue_wait_s, 0.001, 1e-12);
  EXPECT_NEAR(*latency.service_s, 0.002, 1e-12);
  EXPECT_NEAR(*latency.latency_s, 0.003, 1e-12);
  EXPECT_NEAR(*latency.max_s, 0.003, 1e-12);
  EXPECT_NEAR(latency.utilisation, (30 * 0.002 + 2 * 0.009) / (2 * 0.22), 1e-6);
  EXPECT_EQ(latency.unserved, 1);
  ASSERT_EQ(latency.buckets.size(), 1U);
  EXPECT_LE(latency.buckets[0].lower_s, 0.003);
  EXPECT_GT(latency.buckets[0].upper_s, 0.003);
  EXPECT_EQ(latency.buckets[0].requests, 30U);
}

TEST(LatencyAccounting, GivesNoQuantileOfTooFewRequests) {
  LatencyAccounting accounting{1};
  accounting.begin();
  const auto given = [&](int more) {
    serve(*accounting.of(0), more, 0);
    const Latency latency = accounting.result(1, 1).value();
    EXPECT_EQ(latency.latency_s.has_value(), latency.requests > 0);
    EXPECT_EQ(latency.max_s.has_value(), latency.requests > 0);
    return int{latency.p50_s.has_value()} + int{latency.p90_s.has_value()} +
           int{latency.p99_s.has_value()} + int{latency.p999_s.has_value()};
  };
  EXPECT_EQ(given(0), 0);
  EXPECT_EQ(given(1), 0);
  EXPECT_EQ(given(1), 1);
  EXPECT_EQ(given(7), 1);
  EXPECT_EQ(given(1), 2);
  EXPECT_EQ(given(89), 2);
  EXPECT_EQ(given(1), 3);
  EXPECT_EQ(given(899), 3);
  EXPECT_EQ(given(1), 4);
}

TEST(LatencyAccounting, NoQuantileIsBeyondTheLongest) {
  LatencyAccounting accounting{1};
  accounting.begin();
  for (int i = 0; i < 1000; ++i) accounting.of(0)->add({.end_ns = 1'000'001});
  const Latency latency = accounting.result(1, 1).value();
  EXPECT_EQ(latency.p999_s, 0.001000001);
  EXPECT_EQ(latency.p50_s, 0.001000001);
}

TEST(LatencyAccounting, HasWhatForkedWorkersServed) {
  const FakeWorkload workload{
      4, [](std::size_t index, Worker& worker) {
        const std::int64_t arrival = worker.pass_start_ns;
        worker.latency->add(
            {.arrival_ns = arrival, .begin_ns = arrival + 5, .end_ns = arrival + 7});
        return scramble(index);
      }};
  TaskAccounting accounting{workload, 2, false, {}, true};
  accounting.begin_measuring();
  accounting.begin_pass(false);
  for (const int worker : {0, 1}) {
    const pid_t child = fork();
    if (child == 0) {
      accounting.run_task(static_cast<std::size_t>(worker), worker);
      accounting.run_task(static_cast<std::size_t>(worker) + 2, worker);
      _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
  }
  accounting.check_pass();
  const Latency latency = accounting.latencies().result(1, 1).value();
  EXPECT_EQ(latency.requests, 4U);
  EXPECT_NEAR(*latency.max_s, 7e-9, 1e-15);
  EXPECT_NEAR(*latency.queue_wait_s, 5e-9, 1e-15);
}

class OpenLoop : public ScriptedTrial {
 protected:
  OpenLoop() {
    runner.in_order = true;
    workload.rate_per_s = [](const Parameters&) { return 50.0; };
    script.body = [](std::size_t index, Worker& worker) {
      if (worker.latency == nullptr) return scramble(index);
      starts.push_back(worker.pass_start_ns);
      worker.latency->add({.arrival_ns = worker.pass_start_ns,
                           .begin_ns = worker.pass_start_ns,
                           .end_ns = worker.pass_start_ns + script.passes * ms});
      return scramble(index);
    };
    starts.clear();
  }

  static inline std::vector<std::int64_t> starts;
};

// Of a cold, two timed and a traced pass.
TEST_F(OpenLoop, CountsTheTimedPassesOnly) {
  request.passes = 2;
  request.trace = true;
  const Latency latency = measured().latency.value();
  EXPECT_EQ(script.passes, 4);
  EXPECT_EQ(latency.rate_per_s, 50);
  EXPECT_EQ(latency.requests, 8U);
  EXPECT_NEAR(*latency.latency_s, 0.0025, 1e-9);
  ASSERT_EQ(starts.size(), 16U);
  EXPECT_EQ(starts[0], starts[3]);
  EXPECT_GT(starts[4], starts[3]);
}

TEST_F(OpenLoop, AClosedLoopHasNoLatencies) {
  workload.rate_per_s = [](const Parameters&) { return 0.0; };
  EXPECT_FALSE(measured().latency);
  workload.rate_per_s = nullptr;
  runner.in_order = false;
  EXPECT_FALSE(measured().latency);
  EXPECT_TRUE(starts.empty());
}

TEST_F(OpenLoop, NeedsTasksInTheirOrder) {
  runner.in_order = false;
  EXPECT_EQ(message<Unsupported>(), not_in_order);
  EXPECT_EQ(script.passes, 0);
}

TEST_F(OpenLoop, ChoosesPassesByTheColdOne) {
  request.passes = 0;
  request.min_sample_s = 1e-9;
  EXPECT_EQ(measured().passes, 1U);
  EXPECT_EQ(script.passes, 2);
}

}  // namespace
}  // namespace parbench
