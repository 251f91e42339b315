#include <thread>
#include <vector>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/threads/free_slots.hpp"
#include "bench/threads/start_thread.hpp"

namespace parbench {
namespace {

class ThreadPerTask final : public Runner {
 public:
  ThreadPerTask(const Job& job, int workers)
      : job_{job}, threads_(static_cast<std::size_t>(workers)), slots_{workers} {}

  ~ThreadPerTask() override { join_all(); }

  void run() override {
    const std::size_t tasks = job_.task_count();
    for (std::size_t index = 0; index < tasks; ++index) {
      const int slot = slots_.take();
      std::thread& thread = threads_[static_cast<std::size_t>(slot)];
      if (thread.joinable()) thread.join();  // it is about to end
      if (failure_.happened()) break;
      thread = start_thread(slot, static_cast<int>(threads_.size()),
                            [this, index, slot] { run_task(index, slot); });
    }
    join_all();
    failure_.rethrow();
  }

 private:
  void run_task(std::size_t index, int slot) {
    try {
      job_.run_task(index, slot);
    } catch (...) {
      failure_.keep();
    }
    job_.leave(slot);
    slots_.give_back(slot);
  }

  void join_all() {
    for (std::thread& each : threads_) {
      if (each.joinable()) each.join();
    }
  }

  const Job& job_;
  FirstFailure failure_;
  std::vector<std::thread> threads_;  // by slot
  FreeSlots slots_;
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
