// What a runner's processes take, roughly, so that a trial that would not fit is not started.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace parbench {

struct RunnerMemory {
  std::uint64_t process_bytes = 8U << 20U;  // a small process with its libraries
  std::uint64_t worker_bytes = 1U << 20U;   // more per worker: a thread, or a forked process
  // Where a runner keeps data of its own, by workload: how many times the bytes that the workload's
  // estimate gives, and how many times more per worker.
  struct Copies {
    double per_trial = 1, per_worker = 0;
  };
  std::map<std::string, Copies> copies = {};
};

}  // namespace parbench
