// Notices that this process, or the machine, stood still: a wait took longer than it should have,
// and not because the CPUs were busy.
#pragma once

#include <functional>
#include <optional>

#include "bench/pause.hpp"

namespace parbench {

// How long to wait at most at a time where pauses matter: what is missed of a pause.
inline constexpr double pause_tick_s = 0.05;

struct Moment {
  double monotonic_s = 0;        // stands still while the machine sleeps
  double boot_s = 0;             // does not
  std::optional<double> busy_s;  // CPU time of this process, and its time in the run queue
};

// The CPU time and queue time of a line of /proc/PID/schedstat; nullopt if the kernel counts none.
std::optional<double> busy_s_of(const char* schedstat);

// Of the thread that calls it first.
Moment read_moment();

class PauseMeter {
 public:
  explicit PauseMeter(std::function<Moment()> read = read_moment) : read_{std::move(read)} {}

  void begin() { begun_ = read_(); }

  // Of the time since begin() or the last end(), of which a wait should have lasted at most
  // `most_s`, and the rest was work. On a kernel that counts no queue time a busy machine looks the
  // same, so that only a long pause is one.
  Pause end(double most_s);

  // That time, suspension not counted.
  double waited_s() const { return waited_s_; }

 private:
  std::function<Moment()> read_;
  Moment begun_;
  double waited_s_ = 0;
};

}  // namespace parbench
