// The first exception of many threads, kept until the caller can throw it on. Never keeps a second
// one.
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

  // Cheap enough to be asked before every task.
  bool happened() const { return happened_.load(std::memory_order_relaxed); }

  // Throws what was kept, if anything was. Called when no thread can keep another.
  void rethrow() {
    if (happened()) std::rethrow_exception(std::exchange(first_, nullptr));
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
  std::atomic<bool> happened_{false};
};

}  // namespace parbench
