#include "bench/machine/process_table.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/actions.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/unrelated_process.hpp"

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

// Under `unshare --pid` without a new /proc our own link names a pid that we do not know.
TEST(ForeignProc, IsOneWhoseSelfIsNotUs) {
  const TemporaryFolder machine;
  machine.write("/proc/1/stat", stat_line(1, "init", 0, 5, 5));
  EXPECT_FALSE(is_foreign_proc(machine.path()));  // it does not say
  const std::filesystem::path self = machine.path() / "proc" / "self";
  std::filesystem::create_symlink(std::to_string(getpid()), self);
  EXPECT_FALSE(is_foreign_proc(machine.path()));
  EXPECT_EQ(read_processes(machine.path()).size(), 1U);
  std::filesystem::remove(self);
  std::filesystem::create_symlink(std::to_string(getpid() + 1), self);
  EXPECT_TRUE(is_foreign_proc(machine.path()));
  EXPECT_TRUE(read_processes(machine.path()).empty());
}

TEST(ProcessTable, ParsesStatLine) {
  const auto process = parse_process(stat_line(42, "make", 7, 30, 4));
  ASSERT_TRUE(process);
  EXPECT_EQ(process->pid, 42);
  EXPECT_EQ(process->parent, 7);
  EXPECT_EQ(process->name, "make");
  EXPECT_DOUBLE_EQ(process->cpu_s, seconds(34));
  EXPECT_DOUBLE_EQ(process->reaped_cpu_s, seconds(15));
  EXPECT_EQ(process->started_ticks, 100);
  EXPECT_EQ(process->state, 'S');
}

TEST(ProcessTable, ParsesNamesWithSpacesAndParentheses) {
  for (const std::string name : {"a b", ") S 1 (", "((", "", "tmux: server"}) {
    const auto process = parse_process(stat_line(42, name, 7, 30, 4));
    ASSERT_TRUE(process) << name;
    EXPECT_EQ(process->name, name);
    EXPECT_EQ(process->parent, 7);
  }
}

TEST(ProcessTable, RejectsMalformedLines) {
  for (const char* line : {"", "42", "42 (x", "42 x) S 1", ")(", "42 (x) S 1 2 3",
                           "x (x) S 7 1 1 0 -1 0 0 0 0 0 1 1 0 0 0 0 1 0 1 1"}) {
    EXPECT_FALSE(parse_process(line)) << line;
  }
}

TEST(ProcessTable, SkipsProcessesThatEnd) {
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

TEST(ProcessTable, FindsTreeInAnyOrder) {
  const std::vector<ProcessEntry> processes{entry(9, 8), entry(8, 5), entry(5, 1), entry(6, 1),
                                            entry(1, 0)};
  EXPECT_EQ(tree_of(5, processes), (std::set<pid_t>{5, 8, 9}));
  EXPECT_EQ(tree_of(6, processes), std::set<pid_t>{6});
}

TEST(TopProcesses, AreBusiestBetweenReadings) {
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

TEST(TopProcesses, ExcludeOurs) {
  const auto busy = top_processes({}, {entry(1, 0, 2), entry(2, 1, 3)}, {2}, 9);
  ASSERT_EQ(busy.size(), 1U);
  EXPECT_EQ(busy[0].pid, 1);
}

TEST(TopProcesses, DistinguishReusedPidsByStartTime) {
  const auto busy = top_processes({entry(7, 1, 100, "old", 1)}, {entry(7, 1, 2, "new", 50)}, {}, 9);
  ASSERT_EQ(busy.size(), 1U);
  EXPECT_EQ(busy[0].cpu_s, 2);
}

TEST(TopProcesses, IgnoreProcessesThatEnded) {
  EXPECT_TRUE(top_processes({entry(7, 1, 5)}, {}, {}, 9).empty());
}

TEST(TopProcesses, HavePrintableNames) {
  const auto busy = top_processes({}, {entry(7, 1, 5, "a\n\x1b[31mb")}, {}, 9);
  EXPECT_EQ(busy[0].name.find_first_of("\n\x1b"), std::string::npos) << busy[0].name;
}

TEST(TopProcesses, AreFoundOnRealMachine) {
  const UnrelatedProcess other{spin_forever};
  const auto before = read_processes();
  const double before_s = other.cpu_s();
  for (int round = 0; round < 1000 && other.cpu_s() < before_s + 0.2; ++round) sleep_ms(10);
  double found_s = 0;
  for (const BusyProcess& process : top_processes(before, read_processes(), {}, 1000))
    if (process.pid == other.pid()) found_s = process.cpu_s;
  EXPECT_NEAR(found_s, 0.2, 0.05);
}

}  // namespace
}  // namespace parbench
