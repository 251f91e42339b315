// The machines that the workers of a trial run on, where they may be others than this one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/task_report.hpp"

namespace parbench {

// What a program of a trial reads of the machine that it runs on. Ranks send it as it is.
struct HostReading {
  std::uint64_t machine = 0;  // equal where two hosts are one machine, as containers of it
  std::int32_t cpus = 0;      // that the program may use
  char cpu_model[116] = {};   // as the kernel names it, or empty
  // Since the last reading, by all programs on these CPUs; nullopt if it cannot be read.
  std::optional<double> used_cpu_s, steal_s, throttled_s;
};

struct HostUsage {
  std::string name;          // as the user wrote it
  std::vector<int> workers;  // that run there
  // What was sent there and received from there so far, to hand out tasks and to collect results:
  // the payload of the messages.
  std::uint64_t sent_bytes = 0, received_bytes = 0;
  HostReading reading;
};

// Of workers that are programs which the measuring process did not start.
struct UsageElsewhere {
  std::vector<WorkerUsage> workers;  // by number
  std::vector<HostUsage> hosts;      // empty: all are on this machine, and no others were named
};

}  // namespace parbench
