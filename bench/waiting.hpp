// A waiting task in steps, so that a blocking thread or any event loop can drive it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace parbench {

// What a task waits for: a deadline, a descriptor that becomes readable or writable, or the earlier
// of both.
struct Wait {
  std::optional<std::chrono::steady_clock::time_point> deadline = {};
  int descriptor = -1;       // -1: none
  bool for_writing = false;  // else for reading
};

// step() runs as far as it can without blocking and returns what to wait for; nullopt: it is done.
// It is called again after the wait, or earlier, and then returns the same wait again.
class WaitingTask {
 public:
  WaitingTask() = default;
  WaitingTask(const WaitingTask&) = delete;
  WaitingTask& operator=(const WaitingTask&) = delete;
  virtual ~WaitingTask() = default;

  virtual std::optional<Wait> step() = 0;
  virtual std::uint64_t digest() const = 0;  // when it is done
};

// Runs a task to its end on the calling thread, with ppoll() and clock_nanosleep() to absolute
// deadlines.
std::uint64_t run_to_end(WaitingTask& task);

}  // namespace parbench
