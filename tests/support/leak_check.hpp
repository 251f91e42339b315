// Finds threads and descriptors that are left behind.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <thread>

namespace parbench {

class LeakCheck {
 public:
  // Whether there are as many threads and descriptors as at construction. Waits, because a joined
  // thread stays listed for a moment.
  bool unchanged() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (entries("/proc/self/task") != threads_ || entries("/proc/self/fd") != descriptors_) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return true;
  }

 private:
  static std::ptrdiff_t entries(const char* folder) {
    const std::filesystem::directory_iterator all{folder};
    return std::distance(begin(all), end(all));
  }

  std::ptrdiff_t threads_ = entries("/proc/self/task");
  std::ptrdiff_t descriptors_ = entries("/proc/self/fd");
};

}  // namespace parbench
