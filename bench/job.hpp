// What a runner is given: the number of tasks and a call that runs one. It hides what they compute.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "bench/task_report.hpp"
#include "bench/waiting.hpp"

namespace parbench {

// The tasks of one pass, 0 <= index < task_count(), and the workers that run them, 0 <= worker < N.
//
// A runner calls run_task exactly once per index and pass, and says which worker runs it: a pool's
// thread number, omp_get_thread_num(), a rank, the slot of a live thread. A worker number never
// runs two tasks at once. The object outlives the runner and writes to memory that forked children
// share.
class Job {
 public:
  virtual ~Job() = default;

  virtual std::size_t task_count() const = 0;

  // Runs one task on the calling thread. Throws what the task throws: the runner then starts no
  // further task, and its run() throws the first failure. Adds a few nanoseconds to the task.
  virtual void run_task(std::size_t index, int worker) const = 0;

  // Called by a worker, in its own thread or process, after its last task of a pass. Required if
  // its CPU clock cannot be read from outside (a thread that is about to end, or another process);
  // otherwise optional.
  virtual void leave(int worker) const = 0;

  // For an event loop: the task as steps, which it drives to their end instead of calling run_task.
  // Null: the task does not wait, and run_task is called. Throws, in a step, what the task throws.
  virtual std::unique_ptr<WaitingTask> start_task(std::size_t /*index*/, int /*worker*/) const {
    return nullptr;
  }

  // The next three are for workers that are programs of their own: they have nothing of this process
  // and cannot call run_task.

  // The arguments with which this program (/proc/self/exe) makes the trial's work again, runs one
  // task of it and writes a TaskReport to report_descriptor. Empty: this job cannot be made again.
  virtual std::vector<std::string> task_program(std::size_t, int /*worker*/) const { return {}; }

  // Before such a program is started, and when its report is here. A report of a failure throws it.
  virtual void start_elsewhere(std::size_t /*index*/, int /*worker*/) const {}
  virtual void end_elsewhere(const TaskReport&) const {}

 protected:
  Job() = default;
  Job(const Job&) = default;
  Job& operator=(const Job&) = default;
};

}  // namespace parbench
