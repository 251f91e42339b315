// The system's mutex between threads and between forked processes. It lies in memory that they share
// (Shared), and is robust: whoever takes it after its holder has died is told so.
#pragma once

#include <fmt/format.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <stdexcept>
#include <string>

#include "bench/system_error.hpp"

namespace parbench {

inline void require_no_error(const char* call, int error) {
  if (error != 0)
    throw std::runtime_error(fmt::format("{} failed: {}", call, system_error_text(error)));
}

class Mutex {
 public:
  Mutex() : Mutex(PTHREAD_MUTEX_NORMAL) {}
  explicit Mutex(int type) {
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_settype(&how, type);
    const int error = pthread_mutex_init(&mutex_, &how);
    pthread_mutexattr_destroy(&how);
    require_no_error("pthread_mutex_init", error);
  }

  // `worker`: the number of the one that takes it, for whoever waits in vain. Throws
  // std::runtime_error if another has died holding it; then nobody can have it any more.
  void lock(int worker) { taken(pthread_mutex_lock(&mutex_), worker); }

  // False: not within that time, by the clock of the day: GCC's ThreadSanitizer knows only that call.
  bool lock_within(std::chrono::nanoseconds patience, int worker) {
    timespec until{};
    clock_gettime(CLOCK_REALTIME, &until);
    const std::int64_t ns = until.tv_nsec + patience.count();
    until.tv_sec += static_cast<time_t>(ns / 1'000'000'000);
    until.tv_nsec = static_cast<long>(ns % 1'000'000'000);
    const int error = pthread_mutex_timedlock(&mutex_, &until);
    if (error == ETIMEDOUT) return false;
    taken(error, worker);
    return true;
  }

  void unlock() {
    holder_.store(nobody, std::memory_order_relaxed);
    pthread_mutex_unlock(&mutex_);
  }

  // For a condition, which gives the mutex back while it waits.
  void wait(pthread_cond_t& condition, int worker) {
    holder_.store(nobody, std::memory_order_relaxed);
    taken(pthread_cond_wait(&condition, &mutex_), worker);
  }

  // The worker that has it, or -1. Another may have it by the time of the answer.
  int holder() const { return holder_.load(std::memory_order_relaxed); }

 private:
  static constexpr int nobody = -1;

  void taken(int error, int worker) {
    if (error == EOWNERDEAD || error == ENOTRECOVERABLE) {
      const int dead = holder();
      if (error == EOWNERDEAD)
        pthread_mutex_unlock(&mutex_);  // as it is: what it guards is half done
      throw std::runtime_error(fmt::format("worker {} died while it held the mutex", dead));
    }
    require_no_error("pthread_mutex_lock", error);
    holder_.store(worker, std::memory_order_relaxed);
  }

  pthread_mutex_t mutex_;
  std::atomic<int> holder_{nobody};
};

// Has a mutex until its end.
class Held {
 public:
  Held(Mutex& mutex, int worker) : mutex_{mutex} { mutex_.lock(worker); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace parbench
