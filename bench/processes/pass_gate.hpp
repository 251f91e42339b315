// Where the workers of a pool wait for the next pass: threads, or processes that share its memory.
#pragma once

#include <sched.h>

#include <chrono>

#include "bench/processes/futex.hpp"

namespace parbench {

// The caller wakes one worker, and that one wakes the rest. Had the caller woken all, it would still
// occupy a CPU when the scheduler places them: two of N = CPUs workers would land on one CPU and
// stay there until the next balancing, some milliseconds later. The first worker instead finds the
// caller asleep and its CPU idle. Between two short passes workers do not sleep at all and so keep
// their CPUs.
class PassGate {
 public:
  // By the caller, once all workers have returned from the pass before.
  void open() {
    rest_sleeps_.store(1, std::memory_order_relaxed);
    pass_.fetch_add(1, std::memory_order_release);
    futex_wake(pass_, 1);
  }

  // By a worker, with the number of passes that it has already run.
  void wait(std::uint32_t passes_left) {
    const auto give_up = std::chrono::steady_clock::now() + awake;
    while (pass_.load(std::memory_order_acquire) == passes_left) {
      if (std::chrono::steady_clock::now() >= give_up) {
        futex_wait(pass_, passes_left);
      } else {
        sched_yield();
      }
    }
    if (rest_sleeps_.exchange(0, std::memory_order_relaxed) != 0) futex_wake(pass_, INT_MAX);
  }

 private:
  // So short that a pass of any length costs a worker less than 0.1 ms of idle CPU.
  static constexpr std::chrono::microseconds awake{50};

  alignas(64) std::atomic<std::uint32_t> pass_{0};
  std::atomic<std::uint32_t> rest_sleeps_{0};
};

}  // namespace parbench
