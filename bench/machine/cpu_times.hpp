// How long CPUs were idle or stolen (/proc/stat), and from that the CPU time of other processes.
//
// Only idle, iowait and steal add up reliably: a tickless kernel counts them exactly (in steps of
// 10 ms), but it samples its columns of work at ticks, which alias with work that wakes on timers.
// So the CPU time of others is what remains of the wall time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "bench/machine/cpus.hpp"

namespace parbench {

// Seconds since boot, summed over the CPUs.
struct CpuTimes {
  std::int64_t read_at_ns = 0;  // CLOCK_MONOTONIC
  int cpus = 0;
  double unused_s = 0;  // idle, iowait and steal
  double steal_s = 0;
  double all_s = 0;   // every column
  double births = 0;  // threads and processes that the whole machine ever started; 0 if unknown
};

// What the kernel spends on starting and ending one thread and charges to nobody (its stack, RCU,
// wake-ups): 4.8 us with a thousand threads started per pass, on two CPUs of a virtual machine with
// Linux 6.18. Another program's start costs milliseconds, so its own start is still counted.
constexpr double uncharged_birth_s = 5e-6;

// nullopt if one of the CPUs is missing, a line is malformed, all columns are zero (a kernel
// emulated in user space), or another file is mounted over the kernel's (lxcfs).
std::optional<CpuTimes> read_cpu_times(const std::vector<int>& cpus,
                                       const std::filesystem::path& root = "/");

// Whether the times advanced about as fast as the clock. If not, they cannot be used.
bool are_believable(const CpuTimes& before, const CpuTimes& after);

// What all others used on these CPUs between two readings, if we used `ours_s`: the rest, less
// `uncharged_birth_s` per birth, at least 0. nullopt if the times are not believable.
std::optional<double> foreign_cpu_s(const CpuTimes& before, const CpuTimes& after, double ours_s);

// CPU seconds of this process, its live descendants and all children that any of them reaped;
// nullopt if /proc is foreign.
std::optional<double> own_tree_cpu_s();

// The load of others on our CPUs while this process waits.
class HostCpu {
 public:
  // The first window begins here.
  explicit HostCpu(std::filesystem::path root = "/", std::vector<int> cpus = own_affinity());

  // Ends the window and begins the next; returns how many CPUs others kept busy in it on average
  // (0.5 is half a CPU), without this process and its descendants. nullopt if it cannot be read.
  // Accurate to 0.02 for a window of a second.
  std::optional<double> foreign_cpus();

 private:
  void read();

  std::filesystem::path root_;
  std::vector<int> cpus_;
  std::optional<CpuTimes> times_;
  std::optional<double> ours_s_;
};

}  // namespace parbench
