// The system's barrier between threads and between forked processes (in Shared).
#pragma once

#include <pthread.h>

#include "bench/sharing/mutex.hpp"

namespace parbench {

class Barrier {
 public:
  explicit Barrier(int parties) {
    pthread_barrierattr_t how;
    pthread_barrierattr_init(&how);
    pthread_barrierattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    const int error = pthread_barrier_init(&barrier_, &how, static_cast<unsigned>(parties));
    pthread_barrierattr_destroy(&how);
    require_no_error("pthread_barrier_init", error);
  }

  void wait() {
    const int error = pthread_barrier_wait(&barrier_);
    if (error != PTHREAD_BARRIER_SERIAL_THREAD) require_no_error("pthread_barrier_wait", error);
  }

 private:
  pthread_barrier_t barrier_;
};

}  // namespace parbench
