#include "bench/machine/topology.hpp"

#include <gtest/gtest.h>

#include <map>

#include "bench/machine/cpus.hpp"
#include "tests/support/fake_cpus.hpp"

namespace parbench {
namespace {

using Groups = std::vector<CpuList>;

constexpr const char* cpu_folder = "/sys/devices/system/cpu";

CpuList up_to(int count) {
  CpuList list;
  for (int cpu = 0; cpu < count; ++cpu) list.push_back(cpu);
  return list;
}

// "L2 1024 x4": four of them.
std::map<std::string, int> counted(const Topology& topology) {
  std::map<std::string, int> counts;
  for (const Cache& cache : topology.caches) ++counts[cache.name + ' ' + std::to_string(cache.kib)];
  return counts;
}

TEST(Topology, OfOneCpuIsOneOfEach) {
  const FakeCpus machine(1, 1, 1);
  machine.write("/sys/devices/system/cpu/online", "0\n");
  machine.write("/sys/devices/system/cpu/present", "0\n");
  const Topology found = read_topology(machine.path());
  EXPECT_EQ(found.online, CpuList{0});
  EXPECT_EQ(found.cores, Groups{{0}});
  EXPECT_EQ(found.sockets, Groups{{0}});
  EXPECT_EQ(found.nodes, Groups{{0}});
  ASSERT_EQ(found.kinds.size(), 1U);
  EXPECT_EQ(found.kinds[0].name, "");
  EXPECT_EQ(found.threads_per_core(), 1);
}

TEST(Topology, IsEmptyWhereTheKernelTellsNothing) {
  const TemporaryFolder nothing;
  const Topology found = read_topology(nothing.path());
  EXPECT_TRUE(found.online.empty() && found.cores.empty() && found.sockets.empty());
  EXPECT_TRUE(found.nodes.empty() && found.kinds.empty() && found.caches.empty());
  EXPECT_EQ(found.threads_per_core(), 0);
}

TEST(Topology, HasNoCoresWithoutTopologyFolder) {
  const TemporaryFolder root;
  root.write("/sys/devices/system/cpu/online", "0-3\n");
  root.write("/sys/devices/system/cpu/cpu0/uevent", "");
  const Topology found = read_topology(root.path());
  EXPECT_EQ(found.online, up_to(4));
  EXPECT_TRUE(found.offline.empty());
  EXPECT_TRUE(found.cores.empty());
  EXPECT_TRUE(found.sockets.empty());
}

TEST(Topology, HasNoCoresWhereOneCpuDoesNotTell) {
  const FakeCpus machine(1, 4, 1);
  machine.write(FakeCpus::of(2) + "/topology/thread_siblings_list", "");
  machine.write(FakeCpus::of(2) + "/topology/physical_package_id", "-1\n");
  EXPECT_TRUE(read_topology(machine.path()).cores.empty());
  EXPECT_TRUE(read_topology(machine.path()).sockets.empty());
}

TEST(Topology, OfTwoSocketsOfFourCoresOfTwoThreads) {
  const FakeCpus machine(2, 4, 2);
  const Topology found = read_topology(machine.path());
  EXPECT_EQ(found.online, up_to(16));
  EXPECT_EQ(found.cores,
            (Groups{{0, 8}, {1, 9}, {2, 10}, {3, 11}, {4, 12}, {5, 13}, {6, 14}, {7, 15}}));
  EXPECT_EQ(found.sockets, (Groups{{0, 1, 2, 3, 8, 9, 10, 11}, {4, 5, 6, 7, 12, 13, 14, 15}}));
  EXPECT_EQ(found.nodes, found.sockets);
  EXPECT_EQ(found.threads_per_core(), 2);
  const std::map<std::string, int> caches{
      {"L1d 32", 8}, {"L1i 32", 8}, {"L2 1024", 8}, {"L3 16384", 2}};
  EXPECT_EQ(counted(found), caches);
  EXPECT_EQ(found.caches.back().cpus, found.sockets.back());
}

TEST(Topology, OfSixtyFourCpus) {
  const FakeCpus machine(4, 8, 2);
  const Topology found = read_topology(machine.path());
  EXPECT_EQ(found.online.size(), 64U);
  EXPECT_EQ(found.cores.size(), 32U);
  EXPECT_EQ(found.sockets.size(), 4U);
  EXPECT_EQ(found.nodes.size(), 4U);
}

TEST(Topology, NamesTheKindsOfHybridCores) {
  const FakeCpus machine(1, 8, 1);
  machine.topology(0, "0-1", "0");
  machine.topology(1, "0-1", "0");
  machine.write("/sys/devices/cpu_core/cpus", "0-1\n");
  machine.write("/sys/devices/cpu_atom/cpus", "2-7\n");
  const Topology found = read_topology(machine.path());
  ASSERT_EQ(found.kinds.size(), 2U);
  EXPECT_EQ(found.kinds[0].name, "P");
  EXPECT_EQ(found.kinds[0].cpus, (CpuList{0, 1}));
  EXPECT_EQ(found.kinds[1].name, "E");
  EXPECT_EQ(found.kinds[1].cpus, (CpuList{2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(found.cores.size(), 7U);
  EXPECT_EQ(found.threads_per_core(), 2);
}

TEST(Topology, OrdersArmKindsByCapacity) {
  const FakeCpus machine(1, 4, 1);
  for (const int cpu : up_to(4)) {
    machine.write(FakeCpus::of(cpu) + "/cpu_capacity", cpu < 3 ? "446\n" : "1024\n");
  }
  const Topology found = read_topology(machine.path());
  ASSERT_EQ(found.kinds.size(), 2U);
  EXPECT_EQ(found.kinds[0].name, "capacity 1024");
  EXPECT_EQ(found.kinds[0].cpus, CpuList{3});
  EXPECT_EQ(found.kinds[1].name, "capacity 446");
}

TEST(Topology, CoresOfEqualCapacityAreOneKind) {
  const FakeCpus machine(1, 4, 1);
  for (const int cpu : up_to(4)) machine.write(FakeCpus::of(cpu) + "/cpu_capacity", "1024\n");
  machine.write("/sys/devices/cpu_core/cpus", "0-3\n");
  const Topology found = read_topology(machine.path());
  ASSERT_EQ(found.kinds.size(), 1U);
  EXPECT_EQ(found.kinds[0].name, "");
}

TEST(Topology, LeavesOutCpusThatAreOffline) {
  const FakeCpus machine(1, 2, 2);
  machine.write(std::string(cpu_folder) + "/online", "0-2\n");
  machine.write(std::string(cpu_folder) + "/offline", "3-127\n");  // 4-127 could be plugged in
  machine.topology(1, "1", "0");
  const Topology found = read_topology(machine.path());
  EXPECT_EQ(found.offline, CpuList{3});
  EXPECT_EQ(found.cores, (Groups{{0, 2}, {1}}));
  EXPECT_EQ(found.sockets, (Groups{{0, 1, 2}}));
  EXPECT_EQ(found.nodes, (Groups{{0, 1, 2}}));
}

TEST(Topology, KeepsEachCpuOnceWhereSiblingsContradict) {
  const FakeCpus machine(1, 2, 1);
  machine.topology(0, "0-1", "0");
  EXPECT_EQ(read_topology(machine.path()).cores, (Groups{{0}, {1}}));
}

TEST(Topology, LeavesOutNodesWithoutCpus) {
  const FakeCpus machine(2, 2, 1);
  machine.write("/sys/devices/system/node/online", "0-2\n");
  machine.write("/sys/devices/system/node/node2/cpulist", "\n");
  EXPECT_EQ(read_topology(machine.path()).nodes, (Groups{{0, 1}, {2, 3}}));
}

TEST(TopologyWithin, KeepsWhatACpusetWithHolesSees) {
  const FakeCpus machine(2, 4, 2);
  const Topology seen = within(read_topology(machine.path()), {1, 2, 9, 12});
  EXPECT_EQ(seen.online, (CpuList{1, 2, 9, 12}));
  EXPECT_EQ(seen.cores, (Groups{{1, 9}, {2}, {12}}));
  EXPECT_EQ(seen.sockets, (Groups{{1, 2, 9}, {12}}));
  EXPECT_EQ(seen.nodes, (Groups{{1, 2, 9}, {12}}));
  EXPECT_EQ(seen.kinds[0].cpus, (CpuList{1, 2, 9, 12}));
  EXPECT_EQ(counted(seen).at("L1d 32"), 3);
  const Topology alone = within(read_topology(machine.path()), {5});
  EXPECT_EQ(alone.cores, Groups{{5}});
  EXPECT_EQ(alone.threads_per_core(), 1);
}

TEST(Topology, OfThisMachineHasEachUsableCpuOnce) {
  const Topology found = read_topology();
  std::size_t in_cores = 0;
  for (const CpuList& core : found.cores) in_cores += core.size();
  if (found.cores.empty()) GTEST_SKIP() << "this kernel tells no topology";
  EXPECT_EQ(in_cores, found.online.size());
}

}  // namespace
}  // namespace parbench
