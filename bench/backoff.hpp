// Retries for up to a second while the kernel is out of threads or processes.
#pragma once

#include <chrono>
#include <thread>

namespace parbench {

class Backoff {
 public:
  // Sleeps 1 ms, then 2, 4, … 512; returns false at once when the second is used up.
  bool wait() {
    if (pause_ > std::chrono::milliseconds{512}) return false;
    std::this_thread::sleep_for(pause_);
    pause_ *= 2;
    return true;
  }

 private:
  std::chrono::milliseconds pause_{1};
};

}  // namespace parbench
