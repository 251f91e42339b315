#include "bench/trial/usage_elsewhere.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

constexpr std::uint64_t here = 1, there = 2;

HostUsage host(const char* name, std::uint64_t machine, std::vector<int> workers,
               std::uint64_t bytes, std::optional<double> used_cpu_s) {
  HostUsage usage;
  usage.name = name;
  usage.workers = std::move(workers);
  usage.sent_bytes = bytes;
  usage.received_bytes = 2 * bytes;
  usage.reading.machine = machine;
  usage.reading.cpus = 4;
  usage.reading.used_cpu_s = used_cpu_s;
  return usage;
}

WorkerUsage used(double cpu_s) { return {static_cast<std::int64_t>(cpu_s * 1e9), 3, 2, 100}; }

// Workers 0 and 1 on another machine, which is two hosts; worker 2 on this one.
const UsageElsewhere before{
    {used(1), used(1), used(1)},
    {host("a", there, {0}, 100, {}), host("b", there, {1}, 0, {}), host("c", here, {2}, 0, {})}};
const UsageElsewhere after{
    {used(2), used(1.5), used(4)},
    {host("a", there, {0}, 116, 2.0), host("b", there, {1}, 8, 1.0), host("c", here, {2}, 8, 9.0)}};

std::vector<WorkerRecord> rows() {
  std::vector<WorkerRecord> rows(3);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].tasks = 10 + i;
  return rows;
}

TEST(AddUsage, IsWhatWasUsedBetweenTwoReadings) {
  auto workers = rows();
  const Usage sum = add_usage(before, after, workers);
  EXPECT_EQ(sum.cpu_ns, 4'500'000'000);
  EXPECT_EQ(workers[2].cpu_s, 3);
  EXPECT_EQ(workers[2].voluntary_switches, 0);
}

TEST(CpuSOn, IsThatOfTheWorkersOnThisMachine) {
  EXPECT_EQ(cpu_s_on(here, after), 4);
  EXPECT_EQ(cpu_s_on(there, after), 3.5);
  EXPECT_DOUBLE_EQ(cpu_s_on(here, {after.workers, {}}), 7.5) << "no hosts: all are here";
}

TEST(HostRecords, SeparateOthersFromAllRanksOfTheMachine) {
  auto workers = rows();
  add_usage(before, after, workers);
  const auto records = host_records(before, after, workers, here, 0.25);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].host, "a");
  EXPECT_EQ(records[0].workers, 1);
  EXPECT_EQ(records[0].tasks, 10U);
  EXPECT_EQ(records[0].cpu_s, 1);
  EXPECT_EQ(records[0].foreign_cpu_s, 0.5) << "2 s less the 1.5 s of both hosts' ranks";
  EXPECT_EQ(records[0].sent_bytes, 16U);
  EXPECT_EQ(records[0].received_bytes, 32U);
  EXPECT_EQ(records[1].foreign_cpu_s, 0) << "never below 0";
  EXPECT_EQ(records[2].foreign_cpu_s, 0.25) << "as measured on this machine";
}

TEST(HostRecords, SayNothingOfALoadThatCannotBeRead) {
  UsageElsewhere unknown = after;
  unknown.hosts[0].reading.used_cpu_s.reset();
  EXPECT_FALSE(host_records(before, unknown, rows(), here, {})[0].foreign_cpu_s);
}

}  // namespace
}  // namespace parbench
