// The contract of a runner: it spreads the tasks of a Job over N workers, and does not know what
// they compute.
//
// Requirements (`parbench check-runner PATH` tests all of them):
//   * The constructor does the set-up: when it returns, all workers exist and are ready (a runner
//     that starts a worker per task has none yet).
//   * run() dispatches every task exactly once, one at a time (or as `one_at_a_time` says), and
//     returns when all are done. It can be called any number of times, with zero tasks, and with
//     fewer tasks than workers.
//   * At most N tasks run at once, and N do if there are N, also when N exceeds the machine's CPUs.
//   * run() throws the first failure of a task with the task's own message, and starts no further
//     task after it. If a worker dies, run() fails within a second and names its signal and its
//     task.
//   * The destructor does the tear-down: no thread and no process remains.
//   * It prints nothing and changes nothing of the machine. Workers wait without spinning if that
//     can be configured.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/host_usage.hpp"
#include "bench/job.hpp"
#include "bench/task_report.hpp"

namespace parbench {

class Runner {
 public:
  Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;

  // One pass over the job. Throws the first failure; after that the runner is only destroyed.
  virtual void run() = 0;

  // What workers have used so far that are programs which this process did not start (ranks). Called
  // between passes, outside the timed region. Empty: there are none.
  virtual UsageElsewhere usage_elsewhere() { return {}; }
};

// The trial's tasks in a program that shares nothing with the one that measures.
class RemoteTasks {
 public:
  virtual ~RemoteTasks() = default;
  virtual TaskReport run(std::uint64_t task, std::uint32_t worker) = 0;  // never throws
  virtual WorkerUsage usage() const = 0;                                 // of this program so far
  virtual HostReading host_since_last() = 0;  // of its machine, since the last call
};

// What each program of a trial is given.
struct RemoteTrial {
  int workers = 1;
  std::string (*build)() = nullptr;  // of this executable, in words: equal where these are
  // Makes the data of the trial; all programs of it get the same `name`. `scratch`: a folder of this
  // machine, in place of the request's; empty: that one. Throws what a workload throws.
  std::function<std::unique_ptr<RemoteTasks>(const std::string& name,
                                             const std::filesystem::path& scratch)>
      make;
};

// An environment variable that must be set before the runner starts; with an empty value it must be
// unset.
struct EnvironmentSetting {
  std::string name;
  std::string value;
};

struct StartRequest {
  int workers = 1;
  std::string hosts;                 // "a:4,b:2": names and slots; empty: this machine
  std::vector<std::string> command;  // of the trial
};

struct RunnerInfo {
  std::string_view about;   // one line, for `parbench list`
  std::string_view counts;  // what N counts: "N threads; the caller waits"
  bool scales = true;       // false: there is only N = 1
  // False: its runtime hands out tasks in chunks of its own choice, so a long task delays others of
  // its chunk.
  bool one_at_a_time = true;
  // Hands tasks out singly, in the order of their index, each to a worker that is free: then workers
  // can wait for the arrival of the task that they have, as a server's do in accept().
  bool in_order = false;
  // Why tasks that wait for each other, or that share memory, cannot run under it. Empty: they can.
  std::string_view cannot_share = {};
  std::string version = {};  // of its runtime, or empty
  std::vector<EnvironmentSetting> environment = {};
  std::uint64_t worker_bytes = 0;  // memory per worker, if it is no thread and no forked process

  double task_start_s = 0;  // CPU time, roughly, of starting the worker of each task

  // For workers that another program starts (mpirun). `start` runs the
  // trial's command in as many processes as it needs, and returns its exit code. Each process calls `serve`, which returns false in the one
  // that measures, and true in the others once they have nothing left to do.
  int (*start)(const StartRequest& request) = nullptr;
  bool (*serve)(const RemoteTrial& trial) = nullptr;

  // Makes the runner for a job; workers >= 1. It takes the job because a pre-forked pool cannot
  // receive a closure later.
  std::unique_ptr<Runner> (*make)(const Job& job, int workers) = nullptr;
};

// Why a runner that is not `in_order` cannot run an open loop.
inline constexpr const char* not_in_order =
    "the runner does not hand tasks to free workers one by one in their order, which arrivals at a "
    "rate need";

// Each runner's source defines this constant; its name and family come from its line in
// runners/CMakeLists.txt.
extern const RunnerInfo runner_info;

}  // namespace parbench
