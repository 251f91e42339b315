// A short patience with a kernel that is out of threads or processes for the moment. Never waits
// longer than a second.
#pragma once

#include <chrono>
#include <thread>

namespace parbench {

class Backoff {
 public:
  // Sleeps 1 ms, then 2, 4, … 512; false, at once, when that second is used up.
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
