// Task accounting: which worker ran which task, when, and with which result.
//
// One account per worker, in two cache lines that only that worker writes: tasks done, the sum of
// mix(index, digest), and times. After a pass the totals must be T and the expected sum, which
// detects a missing, duplicated or wrong task for a few nanoseconds per task. (A shared slot per
// task would double the dispatch cost of an empty task by false sharing.) The cold pass is strict:
// it has a slot per task and counts how many run at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/job.hpp"
#include "bench/record.hpp"
#include "bench/shared_memory.hpp"
#include "bench/trial/clocks.hpp"
#include "bench/trial/latency_accounting.hpp"
#include "bench/trial/run_queue.hpp"
#include "bench/workload.hpp"
#include "bench/wrong_result.hpp"

namespace parbench {

class TaskAccounting final : public Job {
 public:
  // `traced`: strict passes also record when each task ran, and under which worker.
  // `request`: of this trial, for workers that are programs of their own. `open_loop`: tasks arrive on
  // a schedule, and their latencies are kept.
  TaskAccounting(const Workload& workload, int workers, bool traced = false,
                 std::string request = {}, bool open_loop = false);

  std::size_t task_count() const override { return expected_.size(); }
  void run_task(std::size_t index, int worker) const override;
  void leave(int worker) const override;
  std::vector<std::string> task_program(std::size_t index, int worker) const override;
  std::unique_ptr<WaitingTask> start_task(std::size_t index, int worker) const override;
  void start_elsewhere(std::size_t index, int worker) const override;
  void end_elsewhere(const TaskReport& report) const override;

  // begin_strict() and begin_pass() return the start of the pass, in ns of CLOCK_MONOTONIC, from
  // which its time and the times of its tasks are measured.

  // The strict pass: begin, then Runner::run(), then check. Both checks throw WrongResult with the
  // first error.
  std::int64_t begin_strict();
  void check_strict();

  // Of the last strict pass; seconds from begin_strict().
  std::vector<Span> spans() const;

  // A normal pass. `timed` also reads the clock after each task (about 22 ns), for tasks long
  // enough not to be affected.
  std::int64_t begin_pass(bool timed);
  void check_pass();

  // Before the timed passes: resets the per-worker sums. `long_tasks`: a worker that ends within a
  // pass may spend 4 us on reading how long it waited for a CPU.
  void begin_measuring(bool long_tasks = false);
  // Closes open accounts; returns CPU time and switches of live worker processes.
  Usage end_measuring();
  std::vector<WorkerRecord> per_worker() const;

  // Between begin_measuring() and end_measuring(), when no task runs; since the former.
  LiveWorkers live_workers() const;

  // Of the passes since begin_measuring().
  const LatencyAccounting& latencies() const { return latencies_; }

  int workers_seen() const;     // that ran a task in the timed passes
  int workers_started() const;  // that began a task of the last pass
  int max_in_flight() const;    // in the strict pass
  std::uint64_t digest() const { return expected_sum_; }
  double observed() const;                          // by tasks, over the whole trial
  std::optional<double> observed_per_pass() const;  // by the workload, since begin_measuring()
  std::size_t right_results() const;  // of the last strict pass, also of one that failed

 private:
  class Steps;
  struct alignas(128) Account {
    std::uint64_t done = 0, mix = 0;  // of this pass
    std::uint64_t pass = 0;           // the pass that first_ns belongs to
    std::int64_t first_ns = 0, last_ns = 0;
    std::atomic<std::uint64_t> current{0};  // index + 1 of the running task
    std::uint64_t observed = 0;
    pid_t pid = 0, tid = 0;  // of the thread that has the account open; tid 0: none
    std::int64_t cpu_start_ns = 0;
    Switches switches_start;
    RunQueueAccount run_queue;
    bool has_clock = true;  // false: its tasks share a thread with those of other worker numbers
    // Sums over the timed passes.
    std::uint64_t tasks = 0;
    std::int64_t cpu_ns = 0;
    Switches switches;
    ChildUsage children;
    std::int64_t first_sum_ns = 0, last_sum_ns = 0;
    std::uint64_t passes_seen = 0, passes_with_last = 0;
  };
  struct Slot {
    std::atomic<std::uint32_t> runs{0};
    std::uint64_t digest = 0;
  };
  struct SpanSlot {
    int worker = 0;
    std::int64_t start_ns = 0, end_ns = 0;
  };
  struct alignas(64) Shared {
    std::uint64_t pass = 0;
    std::int64_t pass_start_ns = 0;
    bool strict = false, timed = false, long_tasks = false;
    alignas(64) std::atomic<int> in_flight{0};
    std::atomic<int> most_in_flight{0};
    std::atomic<int> clash{-1};  // a worker number under which two tasks ran at once
  };

  Account& account_of(std::size_t index, int worker) const;
  void open(Account& account) const;
  void open_pass(Account& account, std::int64_t first_ns) const;
  void start_strict(std::size_t index, int worker, const Account& account) const;
  void end_strict(std::size_t index, std::uint64_t digest, const SpanSlot& span) const;
  void run_strict(std::size_t index, int worker, Account& account) const;
  std::uint64_t run_counted(std::size_t index, int worker, Account& account) const;
  std::int64_t start_pass(bool strict, bool timed);

  const Workload& workload_;
  const std::string request_;
  std::vector<std::uint64_t> expected_;
  std::uint64_t expected_sum_ = 0;
  double observed_sum_ = 0;
  std::uint64_t passes_observed_ = 0;
  std::unique_ptr<Worker[]> workers_;
  SharedArray<Account> accounts_;
  SharedArray<Slot> slots_;
  SharedArray<SpanSlot> spans_;  // empty unless traced
  SharedArray<Shared> shared_;
  RunQueueAccounting run_queues_;
  LatencyAccounting latencies_;
  std::vector<std::optional<std::int64_t>> run_queue_waits_ns_;  // by worker, after the passes
};

}  // namespace parbench
