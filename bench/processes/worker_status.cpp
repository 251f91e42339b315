#include "bench/processes/worker_status.hpp"

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <string>

#include "bench/utf8.hpp"
#include "bench/wrong_result.hpp"

namespace parbench {

WorkerStatus::WorkerStatus(int workers)
    : entries_{static_cast<std::size_t>(workers)}, first_failed_{1} {}

bool WorkerStatus::run_task(const Job& job, std::size_t index, int worker) const {
  show_task(worker, index);
  bool done = false;
  try {
    job.run_task(index, worker);
    done = true;
  } catch (const WrongResult& error) {
    keep_failure(worker, error.what(), true);
  } catch (const std::exception& error) {
    keep_failure(worker, error.what(), false);
  } catch (...) {
    keep_failure(worker, "a task threw something that is not a std::exception", false);
  }
  entry(worker).task.store(no_task, std::memory_order_relaxed);
  return done;
}

void WorkerStatus::show_task(int worker, std::size_t index) const {
  entry(worker).task.store(index, std::memory_order_relaxed);
}

bool WorkerStatus::has_task(int worker) const {
  return entry(worker).task.load(std::memory_order_relaxed) != no_task;
}

void WorkerStatus::keep_failure(int worker, const char* text, bool wrong_result) const {
  Entry& own = entry(worker);
  both_ends(text, sizeof own.failure - 1).copy(own.failure, sizeof own.failure - 1);
  own.wrong_result = wrong_result;
  int first = nobody;
  first_failed_[0].compare_exchange_strong(first, worker, std::memory_order_release);
}

void WorkerStatus::throw_failure() const {
  const Entry& first = entry(first_failed_[0].load(std::memory_order_acquire));
  if (first.wrong_result) throw WrongResult(first.failure);
  throw std::runtime_error(first.failure);
}

void WorkerStatus::throw_death(const ChildEnd& end) const {
  const std::uint64_t task = entry(end.slot).task.load(std::memory_order_relaxed);
  const std::string during =
      task == no_task ? "while it had no task" : fmt::format("while it ran task {}", task);
  throw std::runtime_error(
      fmt::format("worker {} (pid {}) {} {}", end.slot, end.pid, describe_end(end.status), during));
}

}  // namespace parbench
