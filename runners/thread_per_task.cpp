#include <condition_variable>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/threads/start_thread.hpp"

namespace parbench {
namespace {

class ThreadPerTask final : public Runner {
 public:
  ThreadPerTask(const Job& job, int workers)
      : job_{job},
        threads_(static_cast<std::size_t>(workers)),
        free_(static_cast<std::size_t>(workers)) {
    std::iota(free_.rbegin(), free_.rend(), 0);
  }

  ~ThreadPerTask() override { join_all(); }

  void run() override {
    const std::size_t tasks = job_.task_count();
    for (std::size_t index = 0; index < tasks; ++index) {
      const int slot = wait_for_slot();
      if (failure_.happened()) break;
      thread(slot) = start_thread(slot, static_cast<int>(threads_.size()),
                                  [this, index, slot] { run_task(index, slot); });
    }
    join_all();
    failure_.rethrow();
  }

 private:
  std::thread& thread(int slot) { return threads_[static_cast<std::size_t>(slot)]; }

  // The slot of whichever thread ends first: waiting for the oldest would leave workers idle behind
  // a long task.
  int wait_for_slot() {
    int slot = 0;
    {
      std::unique_lock lock{mutex_};
      slot_freed_.wait(lock, [this] { return !free_.empty(); });
      slot = free_.back();
      free_.pop_back();
    }
    if (thread(slot).joinable()) thread(slot).join();
    return slot;
  }

  void run_task(std::size_t index, int slot) {
    try {
      job_.run_task(index, slot);
    } catch (...) {
      failure_.keep();
    }
    job_.leave(slot);
    const std::lock_guard lock{mutex_};
    free_.push_back(slot);
    slot_freed_.notify_one();
  }

  void join_all() {
    for (std::thread& each : threads_) {
      if (each.joinable()) each.join();
    }
  }

  const Job& job_;
  FirstFailure failure_;
  std::vector<std::thread> threads_;  // by slot
  std::mutex mutex_;
  std::condition_variable slot_freed_;
  std::vector<int> free_;  // slots whose thread, if any, is about to end
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a new thread per task",
    .counts = "at most N threads at a time; the caller starts them and waits",
    .scales = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ThreadPerTask>(job, workers);
    },
};

}  // namespace parbench
