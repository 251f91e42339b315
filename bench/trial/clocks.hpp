// What the kernel says about time and CPU use of this process, its threads and its children. Never
// judges it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

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

// The same of another live thread of this process; nothing where it has ended.
std::optional<std::int64_t> cpu_ns_of_thread(pid_t tid);
std::optional<Switches> switches_of_thread(pid_t tid);

struct Usage {
  std::int64_t cpu_ns = 0;
  Switches switches;
};

// This process and all children that it has reaped. The process clock alone misses up to a tick of
// each thread that is running elsewhere; reading every thread's own clock first brings the kernel's
// sum up to date.
Usage usage_of_process_and_reaped();

// The largest peak among this process and the children that it has reaped (VmHWM and ru_maxrss),
// KiB.
std::int64_t peak_rss_kib();

}  // namespace parbench
