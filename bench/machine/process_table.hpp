// The processes of the machine: parents, CPU time, and which used the most.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

struct ProcessEntry {
  pid_t pid = 0, parent = 0;
  std::string name;          // as the kernel has it: any bytes, at most 15
  double cpu_s = 0;          // in steps of 10 ms
  double reaped_cpu_s = 0;   // of its ended children
  double started_ticks = 0;  // since boot: tells apart two processes with the same pid
  char state = 'R';          // Z or X: ended
};

// One line of /proc/PID/stat; nullopt if it is not one.
std::optional<ProcessEntry> parse_process(std::string_view line);

// Whether /proc shows the pids of another pid namespace (after `unshare --pid --fork`, say, without
// a new /proc). What it says of pids other than `self` must then not be used: they are not ours.
bool is_foreign_proc(const std::filesystem::path& root);
bool is_foreign_proc();  // of this machine, looked up once

// All processes that can be read; one that ends meanwhile is left out. None of a foreign /proc.
std::vector<ProcessEntry> read_processes(const std::filesystem::path& root = "/");

// Whether this process has children, ended ones included. Cheap, unlike reading /proc.
bool has_children();

// `ancestor` and all its descendants.
std::set<pid_t> tree_of(pid_t ancestor, const std::vector<ProcessEntry>& processes);

struct BusyProcess {
  pid_t pid = 0;
  std::string name;  // printable: other bytes are written as \x0a
  double cpu_s = 0;  // between the two readings, in steps of 10 ms
};

// The `most` processes that used the most CPU time between two readings, the busiest first, without
// those of `ours` and idle ones. A process that started in between counts with all its time; one
// that also ended in between is not seen.
std::vector<BusyProcess> top_processes(const std::vector<ProcessEntry>& before,
                                       const std::vector<ProcessEntry>& after,
                                       const std::set<pid_t>& ours, std::size_t most);

// The CPU clock of any process, exact to the nanosecond except for what it has run since its last
// tick; nullopt if there is no such process. An ended child keeps its clock until it is reaped.
std::optional<double> cpu_clock_s(pid_t pid);

// CPU seconds of all live descendants of this process, and of the children that they have reaped,
// which the kernel tells in steps of 10 ms; without the reaped children of `apart`. 0 if
// /proc is foreign.
double descendants_cpu_s(const std::set<pid_t>& apart = {});

// The live descendants of this process; none if /proc is foreign.
std::vector<pid_t> descendants();

}  // namespace parbench
