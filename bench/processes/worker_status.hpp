// Shared memory in which worker processes show their parent which task each one runs, and the first
// failure. It outlives a worker that dies.
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

  // In the worker: runs the task and shows it meanwhile. If it throws, keeps the message and
  // returns false.
  bool run_task(const Job& job, std::size_t index, int worker) const;

  // Whether a task has thrown; then no further one may start.
  bool failed() const { return first_failed_[0].load(std::memory_order_acquire) != nobody; }

  // In the parent, before it forks a worker for this one task.
  void show_task(int worker, std::size_t index) const;
  bool has_task(int worker) const;

  // In the parent, after failed(): throws the first failure with the task's message, as WrongResult
  // if it was one.
  [[noreturn]] void throw_failure() const;

  // In the parent: throws "worker 2 (pid 123) was killed by SIGKILL while it ran task 17".
  [[noreturn]] void throw_death(const ChildEnd& end) const;

 private:
  static constexpr std::uint64_t no_task = ~std::uint64_t{0};
  static constexpr int nobody = -1;
  struct alignas(64) Entry {
    std::atomic<std::uint64_t> task{no_task};
    char failure[512] = {};  // longer ones without their middle
    bool wrong_result = false;
  };
  struct FirstFailed : std::atomic<int> {
    FirstFailed() : std::atomic<int>{nobody} {}
  };

  Entry& entry(int worker) const { return entries_[static_cast<std::size_t>(worker)]; }
  void keep_failure(int worker, const char* text, bool wrong_result) const;

  SharedArray<Entry> entries_;
  SharedArray<FirstFailed> first_failed_;
};

}  // namespace parbench
