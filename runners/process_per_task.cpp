#include <numeric>
#include <vector>

#include "bench/processes/children.hpp"
#include "bench/processes/worker_status.hpp"
#include "bench/runner.hpp"

namespace parbench {
namespace {

class ProcessPerTask final : public Runner {
 public:
  ProcessPerTask(const Job& job, int workers)
      : job_{job}, free_(static_cast<std::size_t>(workers)), status_{workers}, children_{workers} {
    std::iota(free_.rbegin(), free_.rend(), 0);
  }

  void run() override {
    const std::size_t tasks = job_.task_count();
    const std::size_t workers = free_.size();
    std::size_t next = 0;
    while (next < tasks || free_.size() < workers) {
      while (next < tasks && !free_.empty()) start(next++);
      wait_for_one();
    }
  }

 private:
  void start(std::size_t index) {
    const int slot = free_.back();
    free_.pop_back();
    status_.show_task(slot, index);  // a child may die before it can show the task itself
    children_.start(slot, [this, index, slot] {
      status_.run_task(job_, index, slot);
      job_.leave(slot);
    });
  }

  void wait_for_one() {
    const ChildEnd end = *children_.wait();
    const bool died = end.status != 0 || status_.has_task(end.slot);
    if (died || status_.failed()) children_.end_all();
    if (died) status_.throw_death(end);
    if (status_.failed()) status_.throw_failure();
    free_.push_back(end.slot);
  }

  const Job& job_;
  std::vector<int> free_;  // slots without a child
  WorkerStatus status_;
  Children children_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a new process (fork) per task",
    .counts = "at most N child processes at a time; the parent forks and waits",
    .scales = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ProcessPerTask>(job, workers);
    },
};

}  // namespace parbench
