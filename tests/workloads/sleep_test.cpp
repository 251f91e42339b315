#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "bench/workload.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;

std::unique_ptr<Workload> make(const std::map<std::string, std::string>& values) {
  const WorkloadInfo* info = find_workload("sleep");
  return info->make(Parameters("sleep", info->parameters, values), {});
}

double run_s(const Workload& workload) {
  Worker worker;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < workload.task_count(); ++i) workload.run_task(i, worker);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

TEST(Sleep, WaitsWholeTimeOfEachTask) {
  const auto workload = make({{"tasks", "5"}, {"duration", "3ms"}});
  Worker worker;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    EXPECT_EQ(workload->run_task(i, worker), workload->expected(i));
    EXPECT_GE(Clock::now() - start, std::chrono::milliseconds(3));
  }
}

TEST(Sleep, UniformDrawsDifferAndKeepMean) {
  const auto workload = make({{"tasks", "400"}, {"duration", "500us"}, {"spread", "uniform"}});
  std::set<std::uint64_t> digests;
  for (std::size_t i = 0; i < 400; ++i) digests.insert(workload->expected(i));
  EXPECT_EQ(digests.size(), 400U);
  EXPECT_GE(run_s(*workload), 0.95 * 400 * 500e-6);
}

TEST(Sleep, DrawsScaleWithDuration) {
  const std::map<std::string, std::string> values{
      {"tasks", "3"}, {"duration", "1ms"}, {"spread", "uniform"}};
  const auto workload = make(values);
  const auto again = make(values);
  const auto fixed = make({{"tasks", "3"}, {"duration", "1ms"}});
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(workload->expected(i), again->expected(i));
    EXPECT_NE(workload->expected(i), fixed->expected(i));
  }
}

TEST(Sleep, EstimatesSumOfDurations) {
  const WorkloadInfo* info = find_workload("sleep");
  const Parameters parameters("sleep", info->parameters, {{"tasks", "50"}, {"duration", "20ms"}});
  EXPECT_DOUBLE_EQ(info->estimate(parameters).wait_s, 1);
}

}  // namespace
}  // namespace parbench
