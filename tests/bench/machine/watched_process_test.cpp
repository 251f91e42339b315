#include "bench/machine/watched_process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

void write_thread(const TemporaryFolder& root, int thread, const char* schedstat, int switches) {
  const std::string task = "/proc/42/task/" + std::to_string(thread);
  root.write(task + "/schedstat", std::string(schedstat) + "\n");
  root.write(task + "/status", "Name:\tserver\nvoluntary_ctxt_switches:\t" +
                                   std::to_string(switches) + "\nnonvoluntary_ctxt_switches:\t7\n");
}

TEST(WatchedProcess, ReadsEachThread) {
  const TemporaryFolder root;
  write_thread(root, 42, "1500000000 250000000 9", 12);
  write_thread(root, 43, "0 0 0", 1);
  const auto threads = read_threads(42, root.path());
  ASSERT_TRUE(threads);
  ASSERT_EQ(threads->size(), 2U);
  EXPECT_DOUBLE_EQ(threads->at(42).cpu_s, 1.5);
  EXPECT_DOUBLE_EQ(threads->at(42).runq_wait_s, 0.25);
  EXPECT_DOUBLE_EQ(threads->at(42).waits, 12);
}

TEST(WatchedProcess, IsNothingWhereThereIsNoProcess) {
  const TemporaryFolder root;
  EXPECT_FALSE(read_threads(42, root.path()));
}

TEST(WatchedProcess, IsNothingWhereItHasEndedAndNobodyReapedIt) {
  const TemporaryFolder root;
  root.write("/proc/42/task/42/schedstat", "1 1 1\n");
  root.write("/proc/42/task/42/status",
             "Name:\tserver\nState:\tZ (zombie)\nvoluntary_ctxt_switches:\t1\n");
  EXPECT_FALSE(read_threads(42, root.path()));
}

TEST(WatchedProcess, IsTheMixOfTheThreadsThatWork) {
  // Two threads compute 2 ms and wait 18 ms, 500 times each in 10 s; a third wakes now and then.
  const ThreadTable before{{1, {5, 1, 100}}, {2, {0, 0, 0}}, {3, {0, 0, 0}}};
  const ThreadTable after{{1, {6, 1, 600}}, {2, {1, 0, 500}}, {3, {0.001, 0, 10}}};
  const WatchedProcess found = between(before, after, 10);
  EXPECT_EQ(found.threads, 2);
  EXPECT_EQ(found.all_threads, 3);
  EXPECT_NEAR(found.compute_s, 2e-3, 1e-9);
  EXPECT_NEAR(found.wait_s, 18e-3, 1e-9);
  EXPECT_NEAR(found.cpus(), 0.2001, 1e-9);
}

TEST(WatchedProcess, DoesNotCallTimeInTheRunQueueWaiting) {
  const WatchedProcess found = between({{1, {0, 0, 0}}}, {{1, {2, 8, 1000}}}, 10);
  EXPECT_DOUBLE_EQ(found.wait_s, 0);
}

TEST(WatchedProcess, LeavesOutThreadsThatBeganOrEnded) {
  const WatchedProcess found =
      between({{1, {0, 0, 0}}, {2, {0, 0, 0}}}, {{1, {1, 0, 10}}, {3, {9, 0, 10}}}, 10);
  EXPECT_EQ(found.all_threads, 1);
  EXPECT_DOUBLE_EQ(found.cpu_s, 1);
}

TEST(WatchedProcess, OfThisProcessCountsItsWaits) {
  const auto before = read_threads(getpid());
  if (!before) GTEST_SKIP() << "this kernel keeps no schedstat";
  for (int i = 0; i < 20; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto after = read_threads(getpid());
  ASSERT_TRUE(after);
  EXPECT_GE(after->at(getpid()).waits, before->at(getpid()).waits + 20);
}

}  // namespace
}  // namespace parbench
