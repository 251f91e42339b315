// What a workload must be: tasks that compute or wait, with known answers. It never knows who runs
// them, or where.
//
// Duties of whoever writes one (tests/workloads/contract_test.cpp holds them):
//   * The parameters alone fix the work: the same parameters mean the same tasks on every machine
//     and in every run.
//   * run_task(i) returns the same digest whatever the order, the worker, the thread or the process
//     it runs in; it needs no lock. What a task keeps for its worker's next task (a connection)
//     lives in the Worker.
//   * expected(i) is cheap and independent of the kernel that run_task uses: another algorithm, or
//     a closed form.
//   * CPU work is counted in iterations, never "until the clock says"; its kernel is `noipa`, so
//     that no compiler can hoist, merge or delete it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/parameters.hpp"

namespace parbench {

// Anything that a workload keeps for one worker between tasks.
class WorkerState {
 public:
  WorkerState() = default;
  WorkerState(const WorkerState&) = delete;
  WorkerState& operator=(const WorkerState&) = delete;
  virtual ~WorkerState() = default;
};

// One worker as its tasks see it. Used by one task at a time. A forked worker has its own copy of
// `state`.
struct Worker {
  std::unique_ptr<WorkerState>
      state;  // empty at first; gone at the trial's end or with the worker's process
  std::uint64_t* observed =
      nullptr;  // adds up to the trial's `observed` value, over all workers; never null in a task
};

class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  virtual std::size_t task_count() const = 0;
  virtual std::uint64_t run_task(std::size_t index, Worker& worker) const = 0;
  virtual std::uint64_t expected(std::size_t index) const = 0;
};

enum class WorkloadKind {
  compute,  // keeps a CPU busy: N beyond the CPUs cannot help
  waiting,  // waits for a clock or another process: N beyond the CPUs can
  floor,    // does nothing: shows what the runner itself costs
  checking  // the harness itself (check-runner, the capacity probe): never part of a default run
};

// What one serial pass takes, roughly, on a machine of today: for --dry-run and for refusing what
// cannot fit.
struct Estimate {
  double compute_s = 0;
  double wait_s = 0;
  std::uint64_t memory_bytes = 0;
};

// A process that a workload needs beside it (a server). The driver starts it before a trial and
// ends it after; its first line on stdout is the value of the parameter that it fills. Executable:
// a name in the build's helpers/ folder.
struct HelperProcess {
  std::string_view executable;
  std::string_view fills;
  bool (*needed)(const Parameters&);
  std::vector<std::string> (*arguments)(const Parameters&);
};

struct WorkloadInfo {
  std::string_view about;
  WorkloadKind kind = WorkloadKind::compute;
  std::vector<ParameterSpec> parameters;

  // Values for passes that last milliseconds, each way through the workload once: the contract test
  // runs these. At least one, except for WorkloadKind::checking.
  std::vector<std::map<std::string, std::string>> small_cases = {};
  std::string_view observed = {};  // what Worker::observed counts ("connections"), or empty
  Estimate (*estimate)(const Parameters&) = nullptr;

  // How long each task waits by itself, in seconds and in order of their index, where the
  // parameters fix that: no runner can make a pass shorter than these waits spread over N allow.
  // May be null, or give nothing.
  std::vector<double> (*waits_s)(const Parameters&) = nullptr;

  // Bytes that a pass reads from memory where they are too many for caches: no runner can make a
  // pass shorter than the machine's memory allows, which the workload `bandwidth` probes. May be
  // null, or give 0: then memory is no limit.
  std::uint64_t (*streamed_bytes)(const Parameters&) = nullptr;

  // Refuses what the ranges cannot express, before anything starts: throws BadParameter. May be
  // null.
  void (*check)(const Parameters&) = nullptr;
  const HelperProcess* helper = nullptr;

  // Prepares the data, untimed. Large data is kept in `scratch`, a folder that the trials of one
  // run share.
  std::unique_ptr<Workload> (*make)(const Parameters&,
                                    const std::filesystem::path& scratch) = nullptr;
};

struct NamedWorkload {
  std::string_view name;
  const WorkloadInfo* info;
};

// A workload that this build lacks, and the Debian package that would bring it.
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
