#include "bench/machine/pause_meter.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace parbench {
namespace {

// What a wait of at most 0.05 s is taken for that lasted from `begun` to `ended`.
Pause pause_of(const Moment& begun, const Moment& ended) {
  std::vector<Moment> moments{ended, begun};
  PauseMeter meter{[&] {
    const Moment moment = moments.back();
    moments.pop_back();
    return moment;
  }};
  meter.begin();
  return meter.end(0.05);
}

TEST(PauseMeter, TakesLatenessForPause) {
  const Pause pause = pause_of({100, 500, 1}, {105, 505, 1});
  EXPECT_DOUBLE_EQ(pause.paused_s, 4.95);
  EXPECT_EQ(pause.suspended_s, 0);
  EXPECT_EQ(pause.stopped_s, 0);
}

TEST(PauseMeter, TakesNoWaitForCpuForPause) {
  EXPECT_EQ(pause_of({100, 500, 1}, {105, 505, 5.95}).paused_s, 0);
  EXPECT_NEAR(pause_of({100, 500, 1}, {105, 505, 3}).paused_s, 2.95, 1e-9);
}

TEST(PauseMeter, StartsAtTheLeastPause) {
  EXPECT_EQ(pause_of({100, 500, 1}, {100.02, 500.02, 1}).total_s(), 0);  // woken early
  EXPECT_EQ(pause_of({100, 500, 1}, {100.099, 500.099, 1}).total_s(), 0);
  EXPECT_NEAR(pause_of({100, 500, 1}, {100.101, 500.101, 1}).paused_s, 0.051, 1e-9);
}

TEST(PauseMeter, TellsSuspensionApart) {
  const Pause pause = pause_of({100, 500, 1}, {100.05, 3600.05, 1});
  EXPECT_EQ(pause.paused_s, 0);
  EXPECT_NEAR(pause.suspended_s, 3100, 1e-9);
  EXPECT_TRUE(pause.is_of_run());
}

TEST(PauseMeter, WithoutQueueTimeTakesOnlyLongLatenessForPause) {
  EXPECT_EQ(pause_of({100, 500, {}}, {101, 501, {}}).paused_s, 0);
  EXPECT_NEAR(pause_of({100, 500, {}}, {101.1, 501.1, {}}).paused_s, 1.05, 1e-9);
}

// A process may be stopped between two waits too.
TEST(PauseMeter, LeavesNoGapBetweenTwoWaits) {
  std::vector<Moment> moments{{108.1, 508.1, 1}, {103.05, 503.05, 1}, {100, 500, 1}};
  PauseMeter meter{[&] {
    const Moment moment = moments.back();
    moments.pop_back();
    return moment;
  }};
  meter.begin();
  EXPECT_NEAR(meter.end(0.05).paused_s, 3, 1e-9);
  EXPECT_NEAR(meter.waited_s(), 3.05, 1e-9);
  EXPECT_NEAR(meter.end(0.05).paused_s, 5, 1e-9);
  EXPECT_NEAR(meter.waited_s(), 5.05, 1e-9);
}

TEST(BusyTime, IsCpuTimeAndQueueTime) {
  EXPECT_DOUBLE_EQ(busy_s_of("1000000000 500000000 12\n").value_or(0), 1.5);
}

TEST(BusyTime, IsUnknownWhereTheKernelCountsNone) {
  for (const char* line : {"", "0 0 0\n", "1000000000", "1000000000\n", "text", "1 text"}) {
    EXPECT_FALSE(busy_s_of(line)) << line;
  }
}

TEST(ReadMoment, GoesForward) {
  const Moment first = read_moment(), second = read_moment();
  EXPECT_GE(second.monotonic_s, first.monotonic_s);
  EXPECT_GE(second.boot_s, first.boot_s);
  EXPECT_GE(second.busy_s.value_or(0), first.busy_s.value_or(0));
}

}  // namespace
}  // namespace parbench
