#include "workloads/arrivals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t ms = 1'000'000;

std::int64_t now_ns() { return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count(); }

TEST(Arrivals, EvenOnesAreOnePerGap) {
  EXPECT_EQ(arrival_offsets_ns("even", 1000, 3, 0),
            (std::vector<std::int64_t>{ms, 2 * ms, 3 * ms}));
  EXPECT_EQ(arrival_offsets_ns("even", 1000, 3, 5), arrival_offsets_ns("even", 1000, 3, 0));
  EXPECT_EQ(arrival_offsets_ns("even", 3, 3, 0).back(), 1'000'000'000);  // no error adds up
}

TEST(Arrivals, PoissonOnesDependOnTheDrawAlone) {
  const auto offsets = arrival_offsets_ns("poisson", 400, 1000, 1);
  EXPECT_EQ(arrival_offsets_ns("poisson", 400, 1000, 1), offsets);
  EXPECT_NE(arrival_offsets_ns("poisson", 400, 1000, 2), offsets);
  EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
}

// Gaps with the mean 1/rate, of which e^-1 are longer than it, without memory.
TEST(Arrivals, PoissonGapsAreExponential) {
  constexpr std::size_t count = 200'000;
  const auto offsets = arrival_offsets_ns("poisson", 1000, count, 3);
  std::size_t long_ones = 0, long_after_long = 0;
  bool before = false;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_long = offsets[i] - (i > 0 ? offsets[i - 1] : 0) > ms;
    long_ones += is_long ? 1U : 0U;
    long_after_long += is_long && before ? 1U : 0U;
    before = is_long;
  }
  EXPECT_NEAR(static_cast<double>(offsets.back()) / (count * ms), 1, 0.01);
  EXPECT_NEAR(static_cast<double>(long_ones) / count, std::exp(-1), 0.01);
  EXPECT_NEAR(static_cast<double>(long_after_long) / static_cast<double>(long_ones), std::exp(-1),
              0.01);
}

// Returns at once, or first waits once until `until_ns`.
class Work final : public WaitingTask {
 public:
  explicit Work(std::int64_t until_ns = 0) : until_ns_{until_ns} {}

  std::optional<Wait> step() override {
    if (now_ns() >= until_ns_) return std::nullopt;
    return Wait{.deadline = Clock::time_point(std::chrono::nanoseconds(until_ns_))};
  }
  std::uint64_t digest() const override { return 42; }

 private:
  std::int64_t until_ns_;
};

class Arriving : public testing::Test {
 protected:
  Arriving() { worker.latency = &account; }

  Schedule schedule{.offsets_ns = {5 * ms, 6 * ms, 7 * ms}};
  LatencyAccount account;
  Worker worker;
};

TEST_F(Arriving, WaitsForItsMomentAndThenWorks) {
  worker.pass_start_ns = now_ns();
  Work work;
  ArrivingTask task(schedule, 0, worker, work);
  const std::optional<Wait> wait = task.step();
  ASSERT_TRUE(wait);
  EXPECT_EQ(std::chrono::nanoseconds(wait->deadline->time_since_epoch()).count(),
            worker.pass_start_ns + 5 * ms);
  EXPECT_EQ(run_to_end(task), 42U);
  EXPECT_GE(now_ns(), worker.pass_start_ns + 5 * ms);
  EXPECT_EQ(account.requests, 1U);
  EXPECT_GE(account.latency_ns, 0);
}

// Whoever comes 95 ms late has made the request wait so long.
TEST_F(Arriving, CountsFromTheIntendedMoment) {
  worker.pass_start_ns = now_ns() - 100 * ms;
  Work work;
  ArrivingTask task(schedule, 0, worker, work);
  run_to_end(task);
  EXPECT_GE(account.latency_ns, 95 * ms);
  EXPECT_GE(account.queue_wait_ns, 95 * ms);
  EXPECT_LE(account.service_ns, account.latency_ns - 95 * ms);
}

TEST_F(Arriving, NeitherBeginsNorContinuesInAStall) {
  worker.pass_start_ns = now_ns();
  schedule.offsets_ns = {0};
  schedule.stall_from_ns = 10 * ms;
  schedule.stall_until_ns = 40 * ms;
  // Its wait ends in the stall.
  Work work(worker.pass_start_ns + 20 * ms);
  ArrivingTask continued(schedule, 0, worker, work);
  run_to_end(continued);
  EXPECT_GE(account.last_end_ns, worker.pass_start_ns + 40 * ms);
  // It arrives in it.
  worker.pass_start_ns = now_ns();
  schedule.offsets_ns = {15 * ms};
  Work other;
  ArrivingTask begun(schedule, 0, worker, other);
  run_to_end(begun);
  EXPECT_GE(account.last_end_ns, worker.pass_start_ns + 40 * ms);
  EXPECT_GE(account.max_ns, 25 * ms);
  EXPECT_GE(account.queue_wait_ns, 25 * ms);
}

TEST_F(Arriving, TellsWarmUpFailuresAndTheQueueAtTheEnd) {
  schedule.warm_up = 1;
  worker.pass_start_ns = now_ns() - 6 * ms - ms / 2;  // 2 have arrived
  for (std::size_t i = 0; i < 3; ++i) {
    Work work;
    ArrivingTask task(schedule, i, worker, work);
    run_to_end(task);
  }
  EXPECT_EQ(account.requests, 2U);
  EXPECT_EQ(account.completed, 3U);
  account = {};
  worker.pass_start_ns = now_ns() - 100 * ms;  // all have
  for (std::size_t i = 0; i < 3; ++i) {
    Work work(i == 1 ? now_ns() + 1000 * ms : 0);
    ArrivingTask task(schedule, i, worker, work);
    if (i == 1) {
      task.step();
      task.fail();
    } else {
      run_to_end(task);
    }
  }
  EXPECT_EQ(account.left_over, 2U);  // the last itself is none
  EXPECT_EQ(account.errors, 1U);
  EXPECT_EQ(account.requests, 1U);
}

TEST_F(Arriving, WorksWhereNobodyAsks) {
  worker.latency = nullptr;
  Work work;
  ArrivingTask task(schedule, 2, worker, work);
  EXPECT_EQ(run_to_end(task), 42U);
}

}  // namespace
}  // namespace parbench
