// A fresh program for each task, which has nothing of the parent: it makes the work again, runs one
// task of it, and reports through a pipe.
#include <numeric>
#include <stdexcept>
#include <vector>

#include "bench/processes/children.hpp"
#include "bench/processes/message_pipe.hpp"
#include "bench/processes/worker_status.hpp"
#include "bench/runner.hpp"
#include "bench/task_report.hpp"

namespace parbench {
namespace {

class ProcessSpawn final : public Runner {
 public:
  ProcessSpawn(const Job& job, int workers)
      : job_{job},
        free_(static_cast<std::size_t>(workers)),
        reported_(free_.size()),
        status_{workers},
        children_{workers} {
    std::iota(free_.rbegin(), free_.rend(), 0);
    reports_.make_receive_non_blocking();
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
    const std::vector<std::string> arguments = job_.task_program(index, slot);
    if (arguments.empty()) throw std::runtime_error("this job cannot be made again in a program");
    free_.pop_back();
    status_.show_task(slot, index);
    reported_[static_cast<std::size_t>(slot)] = false;
    job_.start_elsewhere(index, slot);
    children_.start_program(slot, arguments, reports_.write_end(), report_descriptor);
  }

  // Until a program has ended or reported. One that has ended has reported before, or died.
  void wait_for_one() {
    const auto end = children_.wait(reports_.read_end());
    collect();
    if (!end) return;
    if (end->status != 0 || !reported_[static_cast<std::size_t>(end->slot)]) {
      children_.end_all();
      status_.throw_death(*end);
    }
    free_.push_back(end->slot);
  }

  void collect() {
    TaskReport reports[64];
    for (std::size_t count = 0; (count = reports_.receive(reports, std::size(reports))) > 0;) {
      for (std::size_t i = 0; i < count; ++i) {
        reported_.at(reports[i].worker) = true;
        take(reports[i]);
      }
    }
  }

  void take(const TaskReport& report) {
    try {
      job_.end_elsewhere(report);
    } catch (...) {
      children_.end_all();
      throw;
    }
  }

  const Job& job_;
  std::vector<int> free_;       // slots without a program
  std::vector<bool> reported_;  // by slot
  MessagePipe<TaskReport> reports_;
  WorkerStatus status_;
  Children children_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a fresh program (posix_spawn) per task, which makes the work again",
    .counts = "at most N programs at a time; the parent starts them and waits",
    .scales = true,
    .cannot_share = "its workers are programs of their own, without common memory",
    .version = {},
    .environment = {},
    .worker_bytes = 8U << 20U,
    .task_start_s = 3e-3,
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ProcessSpawn>(job, workers);
    },
};

}  // namespace parbench
