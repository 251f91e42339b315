// Waiting in steps: how a task that waits can be driven by a thread that blocks or by any event
// loop, without knowing either.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace parbench {

// What a task waits for: a moment, or a descriptor that becomes readable or writable, or the
// earlier of both.
struct Wait {
  std::optional<std::chrono::steady_clock::time_point> deadline = {};
  int descriptor = -1;       // -1: none
  bool for_writing = false;  // else for reading
};

// One task under way. step() goes as far as it can without blocking and says what to wait for next;
// nothing: it is done. Called again when the wait is over, or earlier (then it says the same wait
// again). Throws what the task throws.
class WaitingTask {
 public:
  WaitingTask() = default;
  WaitingTask(const WaitingTask&) = delete;
  WaitingTask& operator=(const WaitingTask&) = delete;
  virtual ~WaitingTask() = default;

  virtual std::optional<Wait> step() = 0;
  virtual std::uint64_t digest() const = 0;  // once it is done
};

// Drives a task to its end on the calling thread: poll() for descriptors, clock_nanosleep to
// absolute deadlines.
std::uint64_t run_to_end(WaitingTask& task);

}  // namespace parbench
