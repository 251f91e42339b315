// The contract of a workload: tasks that compute or wait, with known answers. It does not know who
// runs them.
//
// Requirements (tests/workloads/contract_test.cpp tests them):
//   * The parameters alone define the work: the same parameters give the same tasks on every
//     machine and in every run. Digests do not depend on the parameter `draw`.
//   * run_task(i) returns the same digest in any order and under any worker, thread or process,
//     without a lock. What a task keeps for its worker's next task (a connection) is in the Worker.
//   * expected(i) is cheap and independent of the kernel in run_task: another algorithm or a closed
//     form.
//   * Tasks may share something (make_shared): then it lies in memory that threads and forked
//     children share, and begin_pass and check_pass reset and check it.
//   * CPU work is a number of iterations, never "until a time has passed"; its kernel is `noipa`,
//     so that no compiler can hoist, merge or delete it. What turns a duration into iterations is a
//     parameter (`figure`), which the driver measures once per run and keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/latency.hpp"
#include "bench/parameters.hpp"
#include "bench/waiting.hpp"

namespace parbench {

// What a workload keeps for one worker between tasks.
class WorkerState {
 public:
  WorkerState() = default;
  WorkerState(const WorkerState&) = delete;
  WorkerState& operator=(const WorkerState&) = delete;
  virtual ~WorkerState() = default;
};

// What processes used that tasks started, and waited for.
struct ChildUsage {
  std::int64_t cpu_ns = 0;
  std::int64_t voluntary_switches = 0, involuntary_switches = 0;
};

// A worker as its tasks see it, used by one task at a time.
struct Worker {
  int number = 0;  // 0 <= number < N
  // Empty at first; a forked worker has its own copy.
  std::unique_ptr<WorkerState> state;
  // This worker's part of the trial's `observed` value; never null in a task.
  std::uint64_t* observed = nullptr;
  // To this a task adds what its processes used. Null: nobody asks.
  ChildUsage* children = nullptr;
  // When the pass began, in ns of CLOCK_MONOTONIC: arrivals count from there.
  std::int64_t pass_start_ns = 0;
  // To this a task of an open loop adds its request. Null: nobody asks.
  LatencyAccount* latency = nullptr;
};

class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  virtual std::size_t task_count() const = 0;
  virtual std::uint64_t run_task(std::size_t index, Worker& worker) const = 0;

  // The same task as steps, for an event loop: it gives the digest that run_task would return. Null:
  // it only computes.
  virtual std::unique_ptr<WaitingTask> start_task(std::size_t /*index*/, Worker&) const {
    return nullptr;
  }
  virtual std::uint64_t expected(std::size_t index) const = 0;

  // Before and after each pass, in the process that measures. check_pass checks what no task can know
  // alone: it throws WrongResult, and returns what was observed in this pass, if anything is.
  virtual void begin_pass() const {}
  virtual std::optional<double> check_pass() const { return std::nullopt; }
};

enum class WorkloadKind {
  compute,  // keeps a CPU busy: more workers than CPUs cannot help
  waiting,  // waits for a clock or another process: more workers than CPUs can help
  mixed,    // does both: more workers than CPUs help until the CPUs have no idle time left
  floor,    // does nothing: shows the cost of the runner
  unknown,  // of a user's programs: only what was measured says what limits it
  checking  // for the harness (check-runner, the probes): never part of a default run
};

// What a serial pass takes on a current machine: for --dry-run, time limits and the memory check.
struct Estimate {
  std::uint64_t tasks = 0;  // of a pass; 0: one for each worker
  double compute_s = 0;
  double wait_s = 0;
  double arrivals_s = 0;  // until the last task arrives, under any runner: of an open loop
  std::uint64_t memory_bytes = 0;
  bool stored = false;  // in `scratch`, where it stays for the other trials of the run
};

// A process that a workload needs (a server). The driver starts it before each trial and ends it
// afterwards; its first line on stdout is the value of the parameter `fills`. `executable` is a
// name in the build's helpers/ folder.
struct HelperProcess {
  std::string_view executable;
  std::string_view fills;
  bool (*needed)(const Parameters&);
  std::vector<std::string> (*arguments)(const Parameters&);
};

// A figure of this machine that turns parameters into counted work. The driver measures it once per
// run, before the plan is made; from then on it is a parameter like any other, in every trial and
// in all files of the run, so that a rerun does the same work. A trial never measures it.
struct MachineFigure {
  std::string_view fills;             // the parameter
  bool (*needed)(const Parameters&);  // false where it has a value or no effect
  std::string (*measure)();           // the same for all parameters
};

// How long one task computes and waits. Computing is by the machine that a figure was measured on.
struct TaskTime {
  double compute_s = 0;
  double wait_s = 0;
};

struct WorkloadInfo {
  std::string_view about;
  WorkloadKind kind = WorkloadKind::compute;
  std::vector<ParameterSpec> parameters;

  // Values for passes that last milliseconds, each way through the workload once: the contract test
  // runs these. At least one, except for WorkloadKind::checking.
  std::vector<std::map<std::string, std::string>> small_cases = {};
  // What Worker::observed counts in a trial, or what check_pass returns of a pass ("connections",
  // "updates lost"), and its unit ("%"). Empty: nothing.
  std::string_view observed = {}, observed_unit = {};
  Estimate (*estimate)(const Parameters&) = nullptr;

  // The mean rate at which tasks arrive, if they do on a schedule (an open loop): each waits for its
  // moment after Worker::pass_start_ns before it works, under a runner that hands them out in order,
  // and adds itself to Worker::latency. Null, or 0: a closed loop.
  double (*rate_per_s)(const Parameters&) = nullptr;

  // The parameter that the driver fills with the number of the block, so that what is drawn (arrivals,
  // durations) differs from block to block and is the same for all cells of one. It is `drawn`. Empty:
  // nothing is.
  std::string_view draw = {};

  // Of each task that waits, by index, if the parameters define that: the lower bound of a pass
  // follows from it. May be null, or return an empty vector.
  std::vector<TaskTime> (*task_times)(const Parameters&) = nullptr;

  // Bytes that a pass reads from memory if they exceed the caches: a pass cannot be shorter than
  // memory bandwidth allows, which the workload `bandwidth` probes. May be null, or return 0 if
  // memory is not a limit.
  std::uint64_t (*streamed_bytes)(const Parameters&) = nullptr;

  // Checks what ranges cannot express, before anything starts; throws BadParameter. May be null.
  void (*check)(const Parameters&) = nullptr;
  const HelperProcess* helper = nullptr;
  const MachineFigure* figure = nullptr;

  // The next five are of tasks that share something.

  // Fewer workers cannot do the work: tasks wait for each other. Null: one can.
  int (*fewest_workers)(const Parameters&) = nullptr;
  // Of the tasks that are under way so many are at work; 0 or null: all.
  std::size_t (*most_at_once)(const Parameters&) = nullptr;
  // Under these parameters a failed trial is an answer: the run goes on and ends as if it were none.
  bool (*fails_as_planned)(const Parameters&) = nullptr;
  // A task ends its worker: the trial is one pass, which run() may fail in, and observes how many
  // results are left.
  bool counts_survivors = false;
  // In place of `make`. A collective workload has a task for each of the N workers; all of them must
  // be under way together.
  std::unique_ptr<Workload> (*make_shared)(const Parameters&, int workers) = nullptr;

  // Prepares the data, untimed. Large data is kept in `scratch`, which the trials of a run share.
  std::unique_ptr<Workload> (*make)(const Parameters&,
                                    const std::filesystem::path& scratch) = nullptr;

  std::unique_ptr<Workload> made(const Parameters& values, const std::filesystem::path& scratch,
                                 int workers) const {
    return make_shared != nullptr ? make_shared(values, workers) : make(values, scratch);
  }
};

// Why these workers cannot run the workload, or empty. `cannot_share`: as in RunnerInfo.
std::string why_not_shared(const WorkloadInfo& info, const Parameters& parameters,
                           std::string_view cannot_share, int workers);

struct NamedWorkload {
  std::string_view name;
  const WorkloadInfo* info;
};

// A workload that this build lacks, and the Debian package that it needs.
struct AbsentWorkload {
  std::string_view name;
  std::string_view package;
};

// All workloads of this build, in the order of workloads/CMakeLists.txt.
const std::vector<NamedWorkload>& workloads();

const std::vector<AbsentWorkload>& absent_workloads();

// The workload of that name, or nullptr.
const WorkloadInfo* find_workload(std::string_view name);

}  // namespace parbench
