// oneTBB's parallel_for with one task per chunk; its default partitioner would merge tasks.
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
#include <stdexcept>
#include <string>

#include "bench/runner.hpp"

namespace parbench {
namespace {

constexpr std::chrono::seconds patience{10};

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

class Tbb final : public Runner {
 public:
  // Both controls are needed: with only one there are silently no more workers than CPUs.
  Tbb(const Job& job, int workers)
      : job_{job},
        parallelism_{tbb::global_control::max_allowed_parallelism,
                     static_cast<std::size_t>(workers)},
        arena_{workers} {
    gather(workers);
  }

  void run() override {
    const std::size_t tasks = job_.task_count();
    arena_.execute([this, tasks] {
      tbb::parallel_for(
          tbb::blocked_range<std::size_t>{0, tasks, 1},
          [this](const tbb::blocked_range<std::size_t>& range) {
            for (std::size_t index = range.begin(); index != range.end(); ++index) {
              job_.run_task(index, tbb::this_task_arena::current_thread_index());
            }
          },
          tbb::simple_partitioner{});
    });
  }

 private:
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
  const Job& job_;
  tbb::global_control parallelism_;
  Scheduler scheduler_;
  tbb::task_arena arena_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "oneTBB: parallel_for with one task per chunk (work stealing)",
    .counts = "N threads; the caller is one of them",
    .scales = true,
    .version = TBB_runtime_version(),
    .environment = {{"TBB_VERSION", ""}},  // would make it print
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<Tbb>(job, workers);
    },
};

}  // namespace parbench
