// The process table and the busiest of it: odd names, vanished processes, numbers used twice. Never
// names what came and went between two looks.
#include "bench/machine/top_processes.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "bench/machine/host_cpu.hpp"
#include "tests/support/clockwork_machine.hpp"
#include "tests/support/deeds.hpp"
#include "tests/support/stranger.hpp"

namespace parbench {
namespace {

// "pid (name) S parent", then fields 5 to 22 of proc(5) with these ticks.
std::string stat_line(int pid, const std::string& name, int parent, int user, int system,
                      int started = 100) {
  return std::to_string(pid) + " (" + name + ") S " + std::to_string(parent) +
         " 1 1 0 -1 4194560 11 22 33 44 " + std::to_string(user) + " " + std::to_string(system) +
         " 7 8 20 0 1 0 " + std::to_string(started) + " 123 456\n";
}

double seconds(double ticks) { return ticks / static_cast<double>(sysconf(_SC_CLK_TCK)); }

TEST(ProcessTable, ReadsALineOfTheKernel) {
  const auto process = parse_process(stat_line(42, "make", 7, 30, 4));
  ASSERT_TRUE(process);
  EXPECT_EQ(process->pid, 42);
  EXPECT_EQ(process->parent, 7);
  EXPECT_EQ(process->name, "make");
  EXPECT_DOUBLE_EQ(process->cpu_s, seconds(34));
  EXPECT_DOUBLE_EQ(process->reaped_cpu_s, seconds(15));
  EXPECT_EQ(process->started_ticks, 100);
}

TEST(ProcessTable, ReadsNamesWithBlanksAndParentheses) {
  for (const std::string name : {"a b", ") S 1 (", "((", "", "tmux: server"}) {
    const auto process = parse_process(stat_line(42, name, 7, 30, 4));
    ASSERT_TRUE(process) << name;
    EXPECT_EQ(process->name, name);
    EXPECT_EQ(process->parent, 7);
  }
}

TEST(ProcessTable, ReadsNoGarbage) {
  for (const char* line : {"", "42", "42 (x", "42 x) S 1", ")(", "42 (x) S 1 2 3",
                           "x (x) S 7 1 1 0 -1 0 0 0 0 0 1 1 0 0 0 0 1 0 1 1"}) {
    EXPECT_FALSE(parse_process(line)) << line;
  }
}

TEST(ProcessTable, SkipsWhatVanishes) {
  const TemporaryFolder machine;
  machine.write("/proc/1/stat", stat_line(1, "init", 0, 5, 5));
  machine.write("/proc/17/comm", "gone\n");
  machine.write("/proc/18/stat", "");
  machine.write("/proc/cpuinfo", "");
  const auto processes = read_processes(machine.path());
  ASSERT_EQ(processes.size(), 1U);
  EXPECT_EQ(processes[0].name, "init");
  EXPECT_TRUE(read_processes(machine.path() / "nowhere").empty());
}

ProcessEntry entry(pid_t pid, pid_t parent, double cpu_s = 0, const std::string& name = "x",
                   double started = 1) {
  return {pid, parent, name, cpu_s, 0, started};
}

TEST(ProcessTable, KnowsATreeInAnyOrder) {
  const std::vector<ProcessEntry> processes{entry(9, 8), entry(8, 5), entry(5, 1), entry(6, 1),
                                            entry(1, 0)};
  EXPECT_EQ(tree_of(5, processes), (std::set<pid_t>{5, 8, 9}));
  EXPECT_EQ(tree_of(6, processes), std::set<pid_t>{6});
}

TEST(TopProcesses, AreTheBusiestBetweenTheLooks) {
  const std::vector<ProcessEntry> before{entry(1, 0, 50), entry(2, 1, 3), entry(3, 1, 0),
                                         entry(4, 1, 9)};
  const std::vector<ProcessEntry> after{entry(1, 0, 50.1), entry(2, 1, 4, "two"),
                                        entry(3, 1, 0.5, "three"), entry(4, 1, 9)};
  const auto busy = top_processes(before, after, {}, 2);
  ASSERT_EQ(busy.size(), 2U);
  EXPECT_EQ(busy[0].name, "two");
  EXPECT_EQ(busy[0].pid, 2);
  EXPECT_DOUBLE_EQ(busy[0].cpu_s, 1);
  EXPECT_EQ(busy[1].name, "three");
  EXPECT_EQ(top_processes(before, after, {}, 9).size(), 3U);  // one used nothing
}

TEST(TopProcesses, AreNeverOurs) {
  const auto busy = top_processes({}, {entry(1, 0, 2), entry(2, 1, 3)}, {2}, 9);
  ASSERT_EQ(busy.size(), 1U);
  EXPECT_EQ(busy[0].pid, 1);
}

TEST(TopProcesses, AreKnownByTheirStartWhereANumberIsUsedTwice) {
  const auto busy = top_processes({entry(7, 1, 100, "old", 1)}, {entry(7, 1, 2, "new", 50)}, {}, 9);
  ASSERT_EQ(busy.size(), 1U);
  EXPECT_EQ(busy[0].cpu_s, 2);
}

TEST(TopProcesses, MayVanish) { EXPECT_TRUE(top_processes({entry(7, 1, 5)}, {}, {}, 9).empty()); }

TEST(TopProcesses, HaveNamesOfOneLine) {
  const auto busy = top_processes({}, {entry(7, 1, 5, "a\n\x1b[31mb")}, {}, 9);
  EXPECT_EQ(busy[0].name.find_first_of("\n\x1b"), std::string::npos) << busy[0].name;
}

TEST(TopProcesses, AreFoundOnTheRealMachine) {
  const Stranger stranger{spin_for_ever};
  const auto before = read_processes();
  const double before_s = stranger.cpu_s();
  for (int look = 0; look < 1000 && stranger.cpu_s() < before_s + 0.2; ++look) sleep_ms(10);
  double found_s = 0;
  for (const BusyProcess& process : top_processes(before, read_processes(), {}, 1000))
    if (process.pid == stranger.pid()) found_s = process.cpu_s;
  EXPECT_NEAR(found_s, 0.2, 0.05);
}

TEST(HostCpu, IsTheMeanOfEachWindow) {
  const ClockworkMachine machine;
  HostCpu host{machine.root(), {0}};
  sleep_ms(200);
  machine.show(0);
  EXPECT_NEAR(host.foreign_cpus().value_or(-1), 1, 0.1);
  sleep_ms(200);
  machine.show(0.2);
  EXPECT_NEAR(host.foreign_cpus().value_or(-1), 0, 0.1);
}

TEST(HostCpu, LeavesOutWhatWeUse) {
  const ClockworkMachine machine;
  HostCpu host{machine.root(), {0}};
  const std::int64_t start = now_ns();
  spin(100'000'000);
  const pid_t child = forked([] { spin(100'000'000); });
  waitpid(child, nullptr, 0);
  machine.show(0);
  const double wall_s = static_cast<double>(now_ns() - start) * 1e-9;
  EXPECT_NEAR(host.foreign_cpus().value_or(-1) * wall_s, wall_s - 0.2, 0.03);
}

TEST(HostCpu, IsNothingWhereItCannotBeRead) {
  const TemporaryFolder empty;
  HostCpu host{empty.path(), {0}};
  EXPECT_FALSE(host.foreign_cpus());
}

}  // namespace
}  // namespace parbench
