// Keeps the first exception of many threads until the caller can rethrow it.
#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

namespace parbench {

class FirstFailure {
 public:
  // Called in a catch block, by any thread.
  void keep() noexcept {
    const std::lock_guard lock{mutex_};
    if (!first_) first_ = std::current_exception();
    happened_.store(true, std::memory_order_relaxed);
  }

  // Cheap enough to be called before every task.
  bool happened() const { return happened_.load(std::memory_order_relaxed); }

  // Throws the exception, if any. To be called when no thread can add one.
  void rethrow() {
    if (happened()) std::rethrow_exception(std::exchange(first_, nullptr));
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
  std::atomic<bool> happened_{false};
};

}  // namespace parbench
