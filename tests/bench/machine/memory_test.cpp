#include "bench/machine/memory.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

constexpr const char* v2_mount = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
constexpr const char* v1_mount =
    "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
constexpr std::uint64_t mib = 1U << 20U;

std::string bytes_of(std::uint64_t number) { return std::to_string(number * mib) + "\n"; }

// 1000 MiB, of which 800 are available.
struct FakeMachine : TemporaryFolder {
  FakeMachine(std::string_view cgroup, std::string_view mountinfo) {
    write("/proc/self/cgroup", cgroup);
    write("/proc/self/mountinfo", mountinfo);
    write("/proc/meminfo", "MemTotal: 1024000 kB\nMemFree: 1 kB\nMemAvailable: 819200 kB\n");
  }
  void v2(const std::string& folder, const std::string& limit, std::uint64_t used_mib) const {
    write("/sys/fs/cgroup" + folder + "/memory.max", limit);
    write("/sys/fs/cgroup" + folder + "/memory.current", bytes_of(used_mib));
  }
  void v1(const std::string& folder, const std::string& limit, std::uint64_t used_mib) const {
    write("/sys/fs/cgroup/memory" + folder + "/memory.limit_in_bytes", limit);
    write("/sys/fs/cgroup/memory" + folder + "/memory.usage_in_bytes", bytes_of(used_mib));
  }
  MemoryBudget budget() const { return find_memory(path()); }
  std::uint64_t available_mib() const { return budget().available_bytes / mib; }
};

TEST(Memory, IsWhatTheMachineHasWithoutALimit) {
  const FakeMachine machine("0::/a\n", v2_mount);
  EXPECT_EQ(machine.available_mib(), 800U);
  EXPECT_EQ(machine.budget().text(), "MemTotal in /proc/meminfo is 1000 MiB, 200 MiB in use");
  machine.v2("/a", "max\n", 10);
  EXPECT_EQ(machine.available_mib(), 800U);
}

TEST(Memory, IsTheLeastThatAnAncestorLeavesInV2) {
  const FakeMachine machine("0::/outer/middle/inner\n", v2_mount);
  machine.v2("/outer", bytes_of(500), 460);
  machine.v2("/outer/middle", "max\n", 60);
  machine.v2("/outer/middle/inner", bytes_of(60), 12);
  machine.v2("/sibling", bytes_of(1), 1);
  EXPECT_EQ(machine.available_mib(), 40U);
  EXPECT_EQ(machine.budget().text(),
            machine.path().string() + "/sys/fs/cgroup/outer/memory.max is 500 MiB, 460 MiB in use");
}

TEST(Memory, IsTheLeastThatAnAncestorLeavesInV1) {
  const FakeMachine machine("2:cpu:/elsewhere\n4:memory:/outer/inner\n0::/u\n", v1_mount);
  machine.v1("", "9223372036854771712\n", 100);
  machine.v1("/outer", bytes_of(300), 100);
  machine.v1("/outer/inner", bytes_of(60), 12);
  machine.v1("/elsewhere", bytes_of(1), 1);
  EXPECT_EQ(machine.available_mib(), 48U);
  EXPECT_NE(
      machine.budget().text().find("/outer/inner/memory.limit_in_bytes is 60.0 MiB, 12.0 MiB"),
      std::string::npos);
}

TEST(Memory, HeedsTheLimitThatOnlySlowsDown) {
  const FakeMachine machine("0::/a\n", v2_mount);
  machine.v2("/a", bytes_of(60), 10);
  machine.write("/sys/fs/cgroup/a/memory.high", bytes_of(30));
  EXPECT_EQ(machine.available_mib(), 20U);
}

TEST(Memory, DoesNotCountPageCacheThatCanBeTakenBack) {
  const FakeMachine v2("0::/a\n", v2_mount);
  v2.v2("/a", bytes_of(60), 50);
  v2.write("/sys/fs/cgroup/a/memory.stat",
           "anon 4096\ninactive_file " + bytes_of(20) + "active_file " + bytes_of(10));
  EXPECT_EQ(v2.available_mib(), 35U);
  const FakeMachine v1("4:memory:/a\n", v1_mount);
  v1.v1("/a", bytes_of(60), 50);
  v1.write("/sys/fs/cgroup/memory/a/memory.stat",
           "inactive_file 0\nactive_file 0\ntotal_inactive_file " + bytes_of(20) +
               "total_active_file " + bytes_of(10));
  EXPECT_EQ(v1.available_mib(), 35U);
}

TEST(Memory, IsNothingIfUsageExceedsTheLimit) {
  const FakeMachine machine("0::/a\n", v2_mount);
  machine.v2("/a", bytes_of(60), 70);
  EXPECT_EQ(machine.available_mib(), 0U);
}

TEST(Memory, IsUnlimitedIfNothingCanBeRead) {
  EXPECT_EQ(find_memory(TemporaryFolder().path()).available_bytes, UINT64_MAX);
  for (const char* text : {"", "\n", "x", "-1\n", "1 2\n", "nan\n"}) {
    const FakeMachine machine("0::/a\n", v2_mount);
    machine.v2("/a", text, 10);
    machine.write("/proc/meminfo", text);
    EXPECT_EQ(machine.budget().available_bytes, UINT64_MAX) << text;
  }
}

TEST(OomKills, AreCountedInV2) {
  const FakeMachine machine("0::/pod/box\n", v2_mount);
  machine.write("/sys/fs/cgroup/pod/memory.events", "low 0\noom 7\noom_kill 7\n");
  machine.write("/sys/fs/cgroup/pod/box/memory.events", "low 0\noom 3\noom_kill 2\n");
  EXPECT_EQ(OomKills(machine.path()).count(), 2U);
}

TEST(OomKills, AreCountedInV1) {
  const FakeMachine machine("4:memory:/box\n", v1_mount);
  machine.write("/sys/fs/cgroup/memory/memory.oom_control", "under_oom 0\noom_kill 9\n");
  machine.write("/sys/fs/cgroup/memory/box/memory.oom_control",
                "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
  EXPECT_EQ(OomKills(machine.path()).count(), 5U);
}

TEST(OomKills, AreThoseOfTheMachineWhereTheCgroupCountsNone) {
  const FakeMachine machine("0::/\n", v2_mount);  // the root has no memory.events
  EXPECT_FALSE(OomKills(machine.path()).count());
  machine.write("/proc/vmstat", "nr_free_pages 1\noom_kill 4\n");
  EXPECT_EQ(OomKills(machine.path()).count(), 4U);
}

}  // namespace
}  // namespace parbench
