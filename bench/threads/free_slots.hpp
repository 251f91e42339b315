// Worker numbers that have no task at the moment, for runners that start a worker per task.
#pragma once

#include <condition_variable>
#include <mutex>
#include <numeric>
#include <vector>

namespace parbench {

class FreeSlots {
 public:
  explicit FreeSlots(int slots) : free_(static_cast<std::size_t>(slots)) {
    std::iota(free_.rbegin(), free_.rend(), 0);
  }

  // The slot of whichever worker ends first: waiting for the oldest would leave workers idle behind
  // a long task.
  int take() {
    std::unique_lock lock{mutex_};
    freed_.wait(lock, [this] { return !free_.empty(); });
    const int slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void give_back(int slot) {
    const std::lock_guard lock{mutex_};
    free_.push_back(slot);
    freed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<int> free_;
};

}  // namespace parbench
