// What a runner must be: a way to spread the tasks of a Job over N workers. It never knows what the
// tasks compute.
//
// Duties of whoever writes one (the conformance test, `parbench check-runner PATH`, holds each of
// them):
//   * The constructor is the set-up: when it returns, all workers exist and are ready (per-task
//     runners have none).
//   * run() hands every task out exactly once, one task a hand-out, and returns when all of them
//     are done. It may be called any number of times, with zero tasks too, and with fewer tasks
//     than workers.
//   * At most N tasks run at once, and N do whenever N are there, also where N exceeds the
//     machine's CPUs.
//   * The first failure of a task leaves run() as an exception with the task's own message; after
//     it no further task starts. A worker that dies fails run() within a second, with its signal
//     and the task that it held.
//   * The destructor is the tear-down: no thread and no process is left after it.
//   * Nothing is printed. Nothing of the machine is changed. Workers wait without spinning where
//     that can be chosen.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/job.hpp"

namespace parbench {

class Runner {
 public:
  Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;

  // One pass over the job that the runner was made with. Throws the first failure; a runner that
  // has thrown is only destroyed, never run again.
  virtual void run() = 0;
};

// An environment variable that must stand before the runner's program starts; an empty value means:
// must not be set.
struct EnvironmentSetting {
  std::string name;
  std::string value;
};

struct RunnerInfo {
  std::string_view about;    // one line, for `parbench list`
  std::string_view workers;  // what N counts: "N threads; the caller waits", "N threads, the caller
                             // is one of them"
  bool scales = true;        // false: there is only N = 1
  std::string version = {};  // of the runtime that it stands on, or empty
  std::vector<EnvironmentSetting> environment = {};

  // Makes the runner for a job; workers >= 1. A pre-forked pool cannot be handed a closure later:
  // hence the job here.
  std::unique_ptr<Runner> (*make)(const Job& job, int workers) = nullptr;
};

// Each runner's source defines this one constant; its name and family come from its line in
// runners/CMakeLists.txt.
extern const RunnerInfo runner_info;

}  // namespace parbench
