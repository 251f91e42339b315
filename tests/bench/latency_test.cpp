#include "bench/latency.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace parbench {
namespace {

using Histogram = LatencyHistogram;

constexpr std::uint64_t beyond = std::uint64_t{1} << 63U;

TEST(LatencyHistogram, BucketsFollowEachOtherAndAreNarrow) {
  EXPECT_EQ(Histogram::lower_ns(0), 0U);
  EXPECT_EQ(Histogram::upper_ns(Histogram::buckets - 1), beyond);
  for (std::size_t bucket = 0; bucket < Histogram::buckets; ++bucket) {
    const std::uint64_t lower = Histogram::lower_ns(bucket), upper = Histogram::upper_ns(bucket);
    ASSERT_GT(upper, lower) << bucket;
    ASSERT_TRUE(upper - lower == 1 || (upper - lower) * 64 <= lower) << bucket;
    ASSERT_EQ(Histogram::bucket_of(lower), bucket);
    ASSERT_EQ(Histogram::bucket_of(upper - 1), bucket);
  }
}

// From one nanosecond to beyond an hour.
TEST(LatencyHistogram, EveryQuantileIsWithin64thOfTheExactOne) {
  std::mt19937_64 random(7);
  for (const double spread : {0.01, 1.0, 6.0, 30.0}) {
    Histogram histogram;
    std::vector<std::uint64_t> exact;
    std::lognormal_distribution<double> draw(15, spread);
    for (int i = 0; i < 2000; ++i) {
      const auto ns = static_cast<std::uint64_t>(std::fmin(std::fmax(draw(random), 0), 4e12));
      exact.push_back(ns);
      histogram.add(ns);
    }
    std::sort(exact.begin(), exact.end());
    for (std::uint64_t rank = 1; rank <= exact.size(); ++rank) {
      const std::uint64_t right = exact[rank - 1], found = histogram.quantile_ns(rank);
      ASSERT_GE(found, right) << rank;
      ASSERT_LE((found - right) * 64, right) << rank;
    }
  }
}

TEST(LatencyHistogram, AddsUp) {
  Histogram a, b;
  a.add(5);
  b.add(5);
  b.add(beyond - 1);
  a.add(b);
  EXPECT_EQ(a.count(5), 2U);
  EXPECT_EQ(a.count(Histogram::buckets - 1), 1U);
  EXPECT_EQ(a.quantile_ns(2), 5U);
  EXPECT_EQ(a.quantile_ns(3), beyond - 1);
}

// Late by 30 for a worker that came late: no coordinated omission.
TEST(LatencyAccount, CountsFromTheIntendedArrival) {
  LatencyAccount account;
  account.add({.arrival_ns = 100, .begin_ns = 130, .end_ns = 150});
  EXPECT_EQ(account.requests, 1U);
  EXPECT_EQ(account.latency_ns, 50);
  EXPECT_EQ(account.queue_wait_ns, 30);
  EXPECT_EQ(account.service_ns, 20);
  EXPECT_EQ(account.busy_ns, 20);
  EXPECT_EQ(account.max_ns, 50);
  EXPECT_EQ(account.histogram.quantile_ns(1), 50U);
}

TEST(LatencyAccount, LeavesTheWarmUpAndFailuresOutOfTheMeans) {
  LatencyAccount account;
  account.add({.arrival_ns = 100, .begin_ns = 130, .end_ns = 150, .warm_up = true});
  account.add({.arrival_ns = 200, .begin_ns = 230, .end_ns = 260, .failed = true});
  account.add({.arrival_ns = 300, .begin_ns = 300, .end_ns = 310, .left_over = true});
  EXPECT_EQ(account.requests, 1U);
  EXPECT_EQ(account.latency_ns, 10);
  EXPECT_EQ(account.busy_ns, 20 + 30 + 10);
  EXPECT_EQ(account.completed, 2U);
  EXPECT_EQ(account.errors, 1U);
  EXPECT_EQ(account.left_over, 1U);
  EXPECT_EQ(account.last_arrival_ns, 300);
  EXPECT_EQ(account.last_end_ns, 310);
}

}  // namespace
}  // namespace parbench
