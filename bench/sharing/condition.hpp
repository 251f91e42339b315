// The system's condition variable between threads and between forked processes (in Shared).
#pragma once

#include "bench/sharing/mutex.hpp"

namespace parbench {

class Condition {
 public:
  Condition() {
    pthread_condattr_t how;
    pthread_condattr_init(&how);
    pthread_condattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    const int error = pthread_cond_init(&condition_, &how);
    pthread_condattr_destroy(&how);
    require_no_error("pthread_cond_init", error);
  }

  // With the mutex held; may return without a reason, so ask in a loop.
  void wait(Mutex& mutex, int worker) { mutex.wait(condition_, worker); }
  void wake_one() { pthread_cond_signal(&condition_); }
  void wake_all() { pthread_cond_broadcast(&condition_); }

 private:
  pthread_cond_t condition_;
};

}  // namespace parbench
