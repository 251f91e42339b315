// The system's semaphore between threads and between forked processes (in Shared).
#pragma once

#include <semaphore.h>

#include "bench/sharing/mutex.hpp"

namespace parbench {

class Semaphore {
 public:
  explicit Semaphore(unsigned permits) {
    require_no_error("sem_init", sem_init(&semaphore_, 1, permits) == 0 ? 0 : errno);
  }

  void wait() {
    while (sem_wait(&semaphore_) != 0) {
      if (errno != EINTR) require_no_error("sem_wait", errno);
    }
  }
  void post() { require_no_error("sem_post", sem_post(&semaphore_) == 0 ? 0 : errno); }

 private:
  sem_t semaphore_;
};

}  // namespace parbench
