// Task accounting of tasks that do not run in run_task: steps of an event loop, programs of their own.
#include <stdexcept>

#include "bench/digest.hpp"
#include "bench/trial/task_accounting.hpp"

namespace parbench {

std::vector<std::string> TaskAccounting::task_program(std::size_t index, int worker) const {
  if (request_.empty()) return {};
  return {"--task", request_, std::to_string(index), std::to_string(worker)};
}

// One task in an event loop. Its thread runs steps of other tasks in between.
class TaskAccounting::Steps final : public WaitingTask {
 public:
  Steps(const TaskAccounting& accounting, std::size_t index, int worker,
        std::unique_ptr<WaitingTask> task)
      : accounting_{accounting}, task_{std::move(task)} {
    report_.task = index;
    report_.worker = static_cast<std::uint32_t>(worker);
    report_.start_ns = now_ns();
    accounting_.start_elsewhere(index, worker);
  }

  std::optional<Wait> step() override {
    if (auto wait = task_->step()) return wait;
    report_.outcome = TaskOutcome::done;
    report_.digest = task_->digest();
    report_.end_ns = now_ns();
    accounting_.end_elsewhere(report_);
    return std::nullopt;
  }

  std::uint64_t digest() const override { return report_.digest; }

 private:
  const TaskAccounting& accounting_;
  std::unique_ptr<WaitingTask> task_;
  TaskReport report_;
};

std::unique_ptr<WaitingTask> TaskAccounting::start_task(std::size_t index, int worker) const {
  Account& account = account_of(index, worker);
  auto task = workload_.start_task(index, workers_[static_cast<std::size_t>(worker)]);
  if (task == nullptr) return nullptr;
  account.has_clock = false;
  return std::make_unique<Steps>(*this, index, worker, std::move(task));
}

void TaskAccounting::start_elsewhere(std::size_t index, int worker) const {
  Account& account = account_of(index, worker);
  if (shared_[0].strict) start_strict(index, worker, account);
  account.current.store(index + 1, std::memory_order_relaxed);
}

// Nobody saw how long that program waited for a CPU.
void TaskAccounting::end_elsewhere(const TaskReport& report) const {
  if (report.outcome == TaskOutcome::wrong_result) throw WrongResult(report.failure);
  if (report.outcome != TaskOutcome::done) throw std::runtime_error(report.failure);
  const int worker = static_cast<int>(report.worker);
  Account& account = account_of(report.task, worker);
  if (account.pass != shared_[0].pass) open_pass(account, report.start_ns);
  account.mix += mix(report.task, report.digest);
  ++account.done;
  if (shared_[0].timed) account.last_ns = report.end_ns;
  account.observed += report.observed;
  account.cpu_ns += report.cpu_ns;
  account.switches.voluntary += report.voluntary_switches;
  account.switches.involuntary += report.involuntary_switches;
  account.run_queue.lost = true;
  account.current.store(0, std::memory_order_relaxed);
  if (shared_[0].strict)
    end_strict(report.task, report.digest, {worker, report.start_ns, report.end_ns});
}

}  // namespace parbench
