// How long given CPUs were idle, stolen or at work, from /proc/stat. Never says by whom they were
// used.
//
// Only idle, iowait and steal are trusted to add up: a tickless kernel counts them exactly (in
// steps of 10 ms), while its columns of work are sampled at ticks and alias with work that wakes on
// timers. What others used is therefore what is left of the wall time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace parbench {

// Seconds since the machine's start, summed over the CPUs, and when that was read.
struct CpuTimes {
  std::int64_t read_at_ns = 0;  // CLOCK_MONOTONIC
  int cpus = 0;
  double unused_s = 0;  // idle, iowait and steal
  double steal_s = 0;
  double all_s = 0;   // every column
  double births = 0;  // threads and processes that the whole machine ever started; 0 if not told
};

// What the kernel does to start and end one thread and charges to nobody (its stack, RCU,
// wake-ups): 4.8 us where a thousand a pass came and went, on two CPUs of a virtual machine with
// Linux 6.18. Another program's start is worth milliseconds, so that its own is as good as all left
// in.
constexpr double uncharged_birth_s = 5e-6;

// Nothing where one of the CPUs is missing, a line is no such line, all of it is zero (a kernel
// imitated in user space), or another file lies over the kernel's (lxcfs).
std::optional<CpuTimes> read_cpu_times(const std::vector<int>& cpus,
                                       const std::filesystem::path& root = "/");

// Whether the times moved about as fast as a clock. Where they do not, they are nobody's.
bool are_believable(const CpuTimes& before, const CpuTimes& after);

// What all others used on these CPUs between two readings, when we used `ours_s`: the rest, less
// `uncharged_birth_s` for each birth; 0 at least. Nothing where the times are not believable.
std::optional<double> foreign_cpu_s(const CpuTimes& before, const CpuTimes& after, double ours_s);

}  // namespace parbench
