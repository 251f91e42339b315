// What worker processes show their parent without a message: the task each one holds, and why the
// first one failed. Never shows when they are done.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "bench/job.hpp"
#include "bench/processes/children.hpp"
#include "bench/shared_memory.hpp"

namespace parbench {

class WorkerStatus {
 public:
  explicit WorkerStatus(int workers);

  // In the worker: runs the task while the board shows that it is held. False if it threw: its text
  // is kept then.
  bool run_task(const Job& job, std::size_t index, int worker) const;

  // Whether a task has thrown: from then on none is to be started.
  bool failed() const { return first_failed_[0].load(std::memory_order_acquire) != nobody; }

  // In the parent, before it forks a worker for this task alone.
  void show_held(int worker, std::size_t index) const;
  bool holds_task(int worker) const;

  // In the parent, once failed(): throws the first failure, with the task's own text; a WrongResult
  // where it was one.
  [[noreturn]] void throw_failure() const;

  // In the parent: throws "worker 2 (pid 123) was killed by SIGKILL while it ran task 17".
  [[noreturn]] void throw_death(const ChildEnd& end) const;

 private:
  static constexpr std::uint64_t no_task = ~std::uint64_t{0};
  static constexpr int nobody = -1;
  struct alignas(64) Place {
    std::atomic<std::uint64_t> task{no_task};
    char failure[200] = {};
    bool wrong_result = false;
  };
  struct FirstFailed : std::atomic<int> {
    FirstFailed() : std::atomic<int>{nobody} {}
  };

  Place& place(int worker) const { return places_[static_cast<std::size_t>(worker)]; }
  void keep_failure(int worker, const char* text, bool wrong_result) const;

  SharedArray<Place> places_;
  SharedArray<FirstFailed> first_failed_;
};

}  // namespace parbench
