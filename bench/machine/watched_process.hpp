// What a running process does: how much it computes and how long it waits in between, from the
// counters that the kernel keeps of each of its threads.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace parbench {

// Counters of one thread since it began.
struct ThreadCounters {
  double cpu_s = 0;
  double runq_wait_s = 0;  // ready, and waiting for a CPU
  double waits = 0;        // voluntary context switches: each begins a wait
};

// By thread id; nullopt if the process is gone or may not be read.
using ThreadTable = std::map<pid_t, ThreadCounters>;
std::optional<ThreadTable> read_threads(pid_t pid, const std::filesystem::path& root = "/");

// Between two readings.
struct WatchedProcess {
  double watched_s = 0;
  double cpu_s = 0;
  int threads = 0;  // that worked: with at least a hundredth of the busiest one's CPU time
  int all_threads = 0;
  double compute_s = 0, wait_s = 0;  // of these threads, on average from one wait to the next

  // How many CPUs it kept busy.
  double cpus() const { return watched_s > 0 ? cpu_s / watched_s : 0; }
};

// Threads that began or ended in between are left out.
WatchedProcess between(const ThreadTable& before, const ThreadTable& after, double watched_s);

}  // namespace parbench
