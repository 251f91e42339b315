// The processes of the machine: who is whose child, and how much CPU time each has used. Never
// looks at one that came and went between two looks.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

struct ProcessEntry {
  pid_t pid = 0, parent = 0;
  std::string name;         // as the kernel has it: any bytes, at most 15
  double cpu_s = 0;         // in steps of 10 ms
  double reaped_cpu_s = 0;  // of its ended children
  double started_ticks =
      0;  // since the machine's start: tells a number's second owner from its first
};

// One line of /proc/PID/stat; nothing where it is none.
std::optional<ProcessEntry> parse_process(std::string_view line);

// All that can be read; one that vanishes meanwhile is left out.
std::vector<ProcessEntry> read_processes(const std::filesystem::path& root = "/");

// `ancestor` and all that descend from it.
std::set<pid_t> tree_of(pid_t ancestor, const std::vector<ProcessEntry>& processes);

// The CPU clock of any one process, to the nanosecond but for what it has run since its last tick;
// nothing where there is no such process. A child that ended keeps its clock until it is reaped.
std::optional<double> cpu_clock_s(pid_t pid);

// CPU seconds of all live descendants of this process, and of the children that they have reaped.
double descendants_cpu_s();

// The live descendants of this process.
std::vector<pid_t> descendants();

}  // namespace parbench
