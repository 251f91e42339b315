// Time and CPU use of this process, its threads and its children.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <set>

namespace parbench {

// CLOCK_MONOTONIC in nanoseconds: one clock for all processes of a host.
std::int64_t now_ns();

// CPU time of the calling thread.
std::int64_t thread_cpu_ns();

struct Switches {
  std::int64_t voluntary = 0;
  std::int64_t involuntary = 0;
};

Switches thread_switches();  // of the calling thread

// The same of another thread of this process; nullopt if it has ended.
std::optional<std::int64_t> cpu_ns_of_thread(pid_t tid);
std::optional<Switches> switches_of_thread(pid_t tid);

struct Usage {
  std::int64_t cpu_ns = 0;
  Switches switches;

  Usage& operator+=(const Usage& other) {
    cpu_ns += other.cpu_ns;
    switches.voluntary += other.switches.voluntary;
    switches.involuntary += other.switches.involuntary;
    return *this;
  }
};

// This process and all children that it has reaped. The process clock alone misses up to a tick of
// each thread that runs on another CPU; reading every thread's clock first updates the kernel's
// sum.
Usage usage_of_process_and_reaped();

// Worker processes that are alive, and CPU seconds of the processes that their tasks started.
struct LiveWorkers {
  std::set<pid_t> pids;
  double children_cpu_s = 0;
};

// CPU seconds of this process, its descendants, living and reaped, and `helper`, a process that
// works for the trial; nullopt if that one has ended, or if /proc is foreign. What `workers` say of
// their children is exact, where the kernel's steps of 10 ms for each of many workers would look
// like others' load.
std::optional<double> cpu_s_of_trial(std::optional<int> helper, const LiveWorkers& workers = {});

// The largest peak of this process and of each child that it has reaped (VmHWM and ru_maxrss), KiB.
std::int64_t peak_rss_kib();

}  // namespace parbench
