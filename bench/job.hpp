// What a runner is given: a number of tasks and one call that runs a task. Never what is computed.
#pragma once

#include <cstddef>

namespace parbench {

// The tasks of one pass, 0 <= index < task_count(), and the workers that run them, 0 <= worker < N.
//
// A runner hands every index to run_task exactly once a pass, and says which worker runs it: a
// pool's thread number, omp_get_thread_num(), a rank, the slot of a live thread. Two tasks never
// run at once under one worker number. The object outlives the runner, and what it writes to lies
// in memory that forked children share.
class Job {
 public:
  virtual ~Job() = default;

  virtual std::size_t task_count() const = 0;

  // Runs one task on the calling thread. Throws what the task throws: a runner stops handing out
  // tasks then, and lets the first failure leave its run(). Costs a few nanoseconds above the task
  // itself.
  virtual void run_task(std::size_t index, int worker) const = 0;

  // Called by a worker, from its own thread or process, after its last task of a pass. Needed where
  // nobody can read the worker's CPU clock from outside: a thread or process about to end, or any
  // other process. Harmless elsewhere.
  virtual void leave(int worker) const = 0;

 protected:
  Job() = default;
  Job(const Job&) = default;
  Job& operator=(const Job&) = default;
};

}  // namespace parbench
