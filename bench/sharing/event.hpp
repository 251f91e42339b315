// A flag that some wait for and one sets, between threads and between forked processes (in Shared).
#pragma once

#include "bench/sharing/condition.hpp"

namespace parbench {

class Event {
 public:
  void set(int worker) {
    const Held held{mutex_, worker};
    is_set_ = true;
    changed_.wake_all();
  }
  void clear(int worker) {
    const Held held{mutex_, worker};
    is_set_ = false;
  }
  void wait(int worker) {
    const Held held{mutex_, worker};
    while (!is_set_) changed_.wait(mutex_, worker);
  }

 private:
  Mutex mutex_;
  Condition changed_;
  bool is_set_ = false;
};

}  // namespace parbench
