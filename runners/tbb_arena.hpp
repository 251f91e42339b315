// An arena of oneTBB with exactly N threads, for the runners that differ in what they do in it.
#pragma once

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#include <tbb/version.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>

#include "bench/runner.hpp"

namespace parbench {

class TbbArena {
 public:
  // Both controls are needed: with only one there are silently no more workers than CPUs.
  explicit TbbArena(int workers)
      : parallelism_{tbb::global_control::max_allowed_parallelism,
                     static_cast<std::size_t>(workers)},
        arena_{workers} {
    gather(workers);
  }

  // Calls body() as one of the arena's N threads.
  template <typename Body>
  auto execute(const Body& body) {
    return arena_.execute(body);
  }

  // Of the thread that runs a task: the worker's number.
  static int this_worker() { return tbb::this_task_arena::current_thread_index(); }

 private:
  static constexpr std::chrono::seconds patience{10};

  // Ends TBB's threads with the runner; otherwise they live until the program ends.
  class Scheduler {
   public:
    Scheduler() = default;
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;
    ~Scheduler() { tbb::finalize(handle_, std::nothrow); }

   private:
    tbb::task_scheduler_handle handle_{tbb::attach{}};
  };

  // TBB starts threads on demand: N tasks that wait for each other make it start all now.
  void gather(int workers) {
    std::mutex mutex;
    std::condition_variable all_came;
    int came = 0;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    arena_.execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<int>{0, workers, 1},
          [&](const tbb::blocked_range<int>&) {
            std::unique_lock lock{mutex};
            if (++came == workers) all_came.notify_all();
            if (!all_came.wait_until(lock, deadline, [&] { return came == workers; })) {
              throw std::runtime_error(
                  fmt::format("TBB gave {} of {} threads within 10 s", came, workers));
            }
          },
          tbb::simple_partitioner{});
    });
  }

  // Destroyed in the reverse order. finalize() waits for the arena's end, which one of its workers
  // must notice; without the control TBB has one worker less than CPUs, on a single CPU none.
  tbb::global_control parallelism_;
  Scheduler scheduler_;
  tbb::task_arena arena_;
};

// How parallel_for divides the tasks: a runner is its partitioner.
template <typename Partitioner>
class TbbParallelFor final : public Runner {
 public:
  TbbParallelFor(const Job& job, int workers) : job_{job}, arena_{workers} {}

  void run() override {
    const std::size_t tasks = job_.task_count();
    arena_.execute([this, tasks] {
      tbb::parallel_for(
          tbb::blocked_range<std::size_t>{0, tasks, 1},
          [this](const tbb::blocked_range<std::size_t>& range) {
            for (std::size_t index = range.begin(); index != range.end(); ++index) {
              job_.run_task(index, TbbArena::this_worker());
            }
          },
          partitioner_);
    });
  }

 private:
  const Job& job_;
  TbbArena arena_;
  Partitioner partitioner_;  // lives as long as the runner: one of them learns from pass to pass
};

template <typename Kind>
RunnerInfo tbb_runner(std::string_view about, bool one_at_a_time = true) {
  return {.about = about,
          .counts = "N threads; the caller is one of them",
          .scales = true,
          .one_at_a_time = one_at_a_time,
          .version = TBB_runtime_version(),
          .environment = {{"TBB_VERSION", ""}},  // would make it print
          .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
            return std::make_unique<Kind>(job, workers);
          }};
}

}  // namespace parbench
