// What a program that was started for one task says of it: one message through a pipe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parbench {

enum class TaskOutcome : std::uint32_t { done, failed, wrong_result };

struct TaskReport {
  std::uint64_t task = 0;
  std::uint32_t worker = 0;
  TaskOutcome outcome = TaskOutcome::failed;
  std::uint64_t digest = 0;
  std::uint64_t observed = 0;             // Worker::observed
  std::int64_t start_ns = 0, end_ns = 0;  // of the task, by CLOCK_MONOTONIC
  // Of the whole program, and of the processes that its task started.
  std::int64_t cpu_ns = 0;
  std::int64_t voluntary_switches = 0, involuntary_switches = 0;
  char failure[440] = {};  // why, if it is not done; longer ones without their middle
};

// What a worker's program used since it started.
struct WorkerUsage {
  std::int64_t cpu_ns = 0;
  std::int64_t voluntary_switches = 0, involuntary_switches = 0;
  std::int64_t peak_rss_kib = 0;
};

// A pipe keeps it in one piece.
static_assert(sizeof(TaskReport) == 512);

// Where the program finds the pipe.
inline constexpr int report_descriptor = 3;

}  // namespace parbench
