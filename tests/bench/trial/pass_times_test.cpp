#include "bench/trial/pass_times.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

// 1, 2, ..., n seconds in an order that is not theirs.
PassTimes from_one_to(std::uint64_t passes) {
  PassTimes times{passes};
  for (std::uint64_t i = 0; i < passes; ++i)
    times.add(static_cast<double>(1 + (i * 7 + 3) % passes));  // 7 divides none of them
  return times;
}

TEST(PassTimes, QuantilesAreTheSmallestTimesThatEnoughPassesDoNotExceed) {
  PassTimes times = from_one_to(200);
  const Spread spread = times.spread().value();
  EXPECT_EQ(spread.passes, 200U);
  EXPECT_EQ(spread.p5_s, 10);
  EXPECT_EQ(spread.p25_s, 50);
  EXPECT_EQ(spread.p50_s, 100);
  EXPECT_EQ(spread.p75_s, 150);
  EXPECT_EQ(spread.p90_s, 180);
  EXPECT_EQ(spread.p95_s, 190);
  EXPECT_EQ(spread.p99_s, 198);
  EXPECT_EQ(times.min_s(), 1);
  EXPECT_EQ(times.max_s(), 200);
  EXPECT_EQ(times.mean_s(), 100.5);
}

TEST(PassTimes, QuantileBetweenPassesIsTheLaterOne) {
  const Spread spread = from_one_to(5).spread().value();
  EXPECT_EQ(spread.p25_s, 2);  // 1.25 of 5
  EXPECT_EQ(spread.p50_s, 3);
  EXPECT_EQ(spread.p75_s, 4);
}

TEST(PassTimes, QuantilesNeedEnoughPasses) {
  EXPECT_FALSE(from_one_to(1).spread());
  EXPECT_EQ(from_one_to(2).spread()->p50_s, 1);
  EXPECT_FALSE(from_one_to(3).spread()->p25_s || from_one_to(3).spread()->p75_s);
  EXPECT_TRUE(from_one_to(4).spread()->p25_s && from_one_to(4).spread()->p75_s);
  EXPECT_FALSE(from_one_to(9).spread()->p90_s);
  EXPECT_TRUE(from_one_to(10).spread()->p90_s);
  EXPECT_FALSE(from_one_to(19).spread()->p5_s || from_one_to(19).spread()->p95_s);
  EXPECT_TRUE(from_one_to(20).spread()->p5_s && from_one_to(20).spread()->p95_s);
  EXPECT_FALSE(from_one_to(99).spread()->p99_s);
  EXPECT_TRUE(from_one_to(100).spread()->p99_s);
}

TEST(PassTimes, KeepsAllOfAsManyAsFit) {
  EXPECT_EQ(from_one_to(PassTimes::most_kept).spread()->passes, PassTimes::most_kept);
  EXPECT_EQ(from_one_to(PassTimes::most_kept + 1).spread()->passes, PassTimes::most_kept / 2 + 1);
}

TEST(PassTimes, KeepsEvenlySpacedPassesOfAMillionAndBothEnds) {
  constexpr std::uint64_t passes = 1'000'000;
  PassTimes times{passes};
  for (std::uint64_t i = 0; i < passes; ++i) times.add(static_cast<double>(i + 1));
  EXPECT_EQ(times.min_s(), 1);
  EXPECT_EQ(times.max_s(), passes);
  EXPECT_EQ(times.mean_s(), (passes + 1) / 2.0);
  const Spread spread = times.spread().value();
  EXPECT_EQ(spread.passes, passes / 16);  // the smallest step that fits
  EXPECT_NEAR(*spread.p50_s, passes * 0.50, 16);
  EXPECT_NEAR(*spread.p99_s, passes * 0.99, 16);
}

}  // namespace
}  // namespace parbench
