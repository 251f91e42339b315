// std::async with a new thread per task. Not its default policy, which runs tasks on the caller
// when threads are short.
#include <future>
#include <vector>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/threads/free_slots.hpp"
#include "bench/threads/start_thread.hpp"

namespace parbench {
namespace {

class StdAsync final : public Runner {
 public:
  StdAsync(const Job& job, int workers)
      : job_{job}, slots_{workers}, futures_(static_cast<std::size_t>(workers)) {}

  void run() override {
    const std::size_t tasks = job_.task_count();
    for (std::size_t index = 0; index < tasks; ++index) {
      const int slot = slots_.take();
      std::future<void>& future = futures_[static_cast<std::size_t>(slot)];
      future = {};  // waits for the end of the slot's last thread
      if (failure_.happened()) break;
      future = start_with_patience(slot, static_cast<int>(futures_.size()), [&] {
        return std::async(std::launch::async, [this, index, slot] { run_task(index, slot); });
      });
    }
    for (std::future<void>& future : futures_) future = {};
    failure_.rethrow();
  }

 private:
  // A future would keep the exception too, but not tell which task's came first.
  void run_task(std::size_t index, int slot) {
    try {
      job_.run_task(index, slot);
    } catch (...) {
      failure_.keep();
    }
    job_.leave(slot);
    slots_.give_back(slot);
  }

  const Job& job_;
  FirstFailure failure_;
  FreeSlots slots_;
  std::vector<std::future<void>> futures_;  // by slot; the last member: they end before the rest
};

}  // namespace

const RunnerInfo runner_info{
    .about = "std::async(launch::async): a new thread and a future per task",
    .counts = "at most N threads at a time; the caller starts them and waits",
    .scales = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<StdAsync>(job, workers);
    },
};

}  // namespace parbench
