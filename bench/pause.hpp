#pragma once

namespace parbench {

// Shorter ones cannot be told from a late timer.
inline constexpr double least_pause_s = 0.05;

// Time in which a trial could not run although no other program used its CPUs. The three exclude
// each other.
struct Pause {
  double paused_s = 0;     // parbench itself stood still: Ctrl-Z, SIGSTOP, freezer, halted guest
  double suspended_s = 0;  // the machine slept
  double stopped_s = 0;    // only processes of the trial were stopped

  double total_s() const { return paused_s + suspended_s + stopped_s; }
  // Whether parbench stood still too: then a failure says nothing of the trial.
  bool is_of_run() const { return paused_s + suspended_s >= least_pause_s; }
  bool is_noticed() const { return total_s() >= least_pause_s; }

  Pause& operator+=(const Pause& other) {
    paused_s += other.paused_s;
    suspended_s += other.suspended_s;
    stopped_s += other.stopped_s;
    return *this;
  }
};

}  // namespace parbench
