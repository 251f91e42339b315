// The board lies in memory that the workers were forked with: it outlives whoever wrote on it.
#include "bench/processes/worker_status.hpp"

#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

#include "bench/wrong_result.hpp"

namespace parbench {

WorkerStatus::WorkerStatus(int workers)
    : places_{static_cast<std::size_t>(workers)}, first_failed_{1} {}

bool WorkerStatus::run_task(const Job& job, std::size_t index, int worker) const {
  show_held(worker, index);
  bool done = false;
  try {
    job.run_task(index, worker);
    done = true;
  } catch (const WrongResult& error) {
    keep_failure(worker, error.what(), true);
  } catch (const std::exception& error) {
    keep_failure(worker, error.what(), false);
  } catch (...) {
    keep_failure(worker, "a task threw something that is no std::exception", false);
  }
  place(worker).task.store(no_task, std::memory_order_relaxed);
  return done;
}

void WorkerStatus::show_held(int worker, std::size_t index) const {
  place(worker).task.store(index, std::memory_order_relaxed);
}

bool WorkerStatus::holds_task(int worker) const {
  return place(worker).task.load(std::memory_order_relaxed) != no_task;
}

void WorkerStatus::keep_failure(int worker, const char* text, bool wrong_result) const {
  Place& mine = place(worker);
  std::strncpy(mine.failure, text, sizeof mine.failure - 1);
  mine.wrong_result = wrong_result;
  int first = nobody;
  first_failed_[0].compare_exchange_strong(first, worker, std::memory_order_release);
}

void WorkerStatus::throw_failure() const {
  const Place& first = place(first_failed_[0].load(std::memory_order_acquire));
  if (first.wrong_result) throw WrongResult(first.failure);
  throw std::runtime_error(first.failure);
}

void WorkerStatus::throw_death(const ChildEnd& end) const {
  const std::uint64_t task = place(end.slot).task.load(std::memory_order_relaxed);
  throw std::runtime_error("worker " + std::to_string(end.slot) + " (pid " +
                           std::to_string(end.pid) + ") " + describe_end(end.status) +
                           (task == no_task ? std::string(" while it had no task")
                                            : " while it ran task " + std::to_string(task)));
}

}  // namespace parbench
