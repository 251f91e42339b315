// The books kept while tasks run: who ran what, when, and what came out. Never decides which worker
// runs a task.
//
// One account per worker, two cache lines that only that worker writes: T done, the sum of
// mix(index, digest), and the moments. After a pass the sums must be T and the expected sum, which
// finds a missing, a doubled and a wrong task for a few nanoseconds a task. (One shared slot per
// task costs twice an empty task's hand-out through false sharing.) The cold pass is the strict
// one: it keeps a slot per task and counts how many ran at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bench/job.hpp"
#include "bench/record.hpp"
#include "bench/shared_memory.hpp"
#include "bench/trial/clocks.hpp"
#include "bench/trial/run_queue.hpp"
#include "bench/workload.hpp"
#include "bench/wrong_result.hpp"

namespace parbench {

class TaskAccounting final : public Job {
 public:
  // `traced`: strict passes also note when each task ran, and under which worker.
  TaskAccounting(const Workload& workload, int workers, bool traced = false);

  std::size_t task_count() const override { return expected_.size(); }
  void run_task(std::size_t index, int worker) const override;
  void leave(int worker) const override;

  // begin_strict() and begin_pass() return when the pass began, in ns of CLOCK_MONOTONIC: its time
  // and those of its tasks are measured from there.

  // The strict pass: begin, then Runner::run(), then check. Both checks throw WrongResult with the
  // first thing wrong.
  std::int64_t begin_strict();
  void check_strict();

  // Of the last strict pass; seconds from begin_strict().
  std::vector<Span> spans() const;

  // A plain pass. `timed` also reads the clock after each task (about 22 ns): for tasks long enough
  // not to feel it.
  std::int64_t begin_pass(bool timed);
  void check_pass();

  // The timed passes start: per-worker sums begin at zero. `long_tasks`: a worker that ends within
  // a pass may spend 4 us on reading how long it waited for a CPU.
  void begin_measuring(bool long_tasks = false);
  Usage
  end_measuring();  // closes what workers left open; the CPU and switches of live worker processes
  std::vector<WorkerRecord> per_worker() const;

  int workers_seen() const;   // with a task in the timed passes
  int max_in_flight() const;  // in the strict pass
  std::uint64_t digest() const { return expected_sum_; }
  std::uint64_t observed() const;

 private:
  struct alignas(128) Account {
    std::uint64_t done = 0, mix = 0;  // of this pass
    std::uint64_t pass = 0;           // the pass that first_ns belongs to
    std::int64_t first_ns = 0, last_ns = 0;
    std::atomic<std::uint64_t> current{0};  // index + 1 of the task under way
    std::uint64_t observed = 0;
    pid_t pid = 0, tid = 0;  // who has the account open; tid 0: nobody
    std::int64_t cpu_start_ns = 0;
    Switches switches_start;
    RunQueueAccount run_queue;
    // Sums over the timed passes.
    std::uint64_t tasks = 0;
    std::int64_t cpu_ns = 0;
    Switches switches;
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

  void open(Account& account) const;
  void run_strict(std::size_t index, int worker, Account& account) const;
  std::uint64_t run_counted(std::size_t index, int worker, Account& account) const;
  std::int64_t start_pass(bool strict, bool timed);

  const Workload& workload_;
  std::vector<std::uint64_t> expected_;
  std::uint64_t expected_sum_ = 0;
  std::unique_ptr<Worker[]> workers_;
  SharedArray<Account> accounting_;
  SharedArray<Slot> slots_;
  SharedArray<SpanSlot> spans_;  // empty unless traced
  SharedArray<Shared> shared_;
  RunQueueBook run_queues_;
  std::vector<std::optional<std::int64_t>> run_queue_waits_ns_;  // by worker, after the passes
};

}  // namespace parbench
