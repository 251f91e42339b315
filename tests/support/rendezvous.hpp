// Lets tasks in threads or processes wait for each other, with a time limit.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "bench/shared_memory.hpp"

namespace parbench {

class Rendezvous {
 public:
  explicit Rendezvous(int expected) : expected_{expected}, came_{1} {}

  void come() const { ++came_[0]; }

  // Whether all came in time.
  bool wait(std::chrono::seconds patience = std::chrono::seconds{10}) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::chrono::microseconds pause{100};
    while (came_[0] < expected_) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(pause);
      // Hundreds that poll often keep the CPUs from those that are still to come.
      pause = std::min(2 * pause, std::chrono::microseconds{10'000});
    }
    return true;
  }

 private:
  int expected_;
  SharedArray<std::atomic<int>> came_;
};

}  // namespace parbench
