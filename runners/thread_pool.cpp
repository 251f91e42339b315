// N threads that live as long as the runner and take tasks by an atomic index, which costs less
// than any queue.
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "bench/processes/pass_gate.hpp"
#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/threads/start_thread.hpp"

namespace parbench {
namespace {

class ThreadPool final : public Runner {
 public:
  ThreadPool(const Job& job, int workers) : job_{job} {
    threads_.reserve(static_cast<std::size_t>(workers));
    try {
      for (int worker = 0; worker < workers; ++worker) {
        threads_.push_back(start_thread(worker, workers, [this, worker] { work(worker); }));
      }
    } catch (...) {
      stop();
      throw;
    }
    pass(0);  // returns when every thread has started
  }

  ~ThreadPool() override { stop(); }

  void run() override {
    pass(job_.task_count());
    failure_.rethrow();
  }

 private:
  // Returns when all threads have left the pass, also those without a task: a late one would
  // otherwise take an index of the next pass.
  void pass(std::size_t tasks) {
    tasks_ = tasks;
    next_.store(0, std::memory_order_relaxed);
    in_pass_.store(threads_.size(), std::memory_order_relaxed);
    const std::uint32_t passes_over = passes_over_.load(std::memory_order_relaxed);
    gate_.open();
    passes_over_.wait(passes_over, std::memory_order_acquire);
  }

  void work(int worker) {
    for (std::uint32_t passes_left = 0;; ++passes_left) {
      gate_.wait(passes_left);
      if (stopping_) return;
      run_tasks(tasks_, worker);
      job_.leave(worker);
      if (in_pass_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        passes_over_.fetch_add(1, std::memory_order_release);
        passes_over_.notify_one();
      }
    }
  }

  void run_tasks(std::size_t tasks, int worker) {
    try {
      for (;;) {
        const std::size_t index = next_.fetch_add(1, std::memory_order_relaxed);
        if (index >= tasks) return;
        job_.run_task(index, worker);
      }
    } catch (...) {
      next_.store(tasks, std::memory_order_relaxed);  // no further task starts
      failure_.keep();
    }
  }

  void stop() {
    stopping_ = true;
    gate_.open();
    for (std::thread& thread : threads_) thread.join();
  }

  const Job& job_;
  FirstFailure failure_;
  alignas(64) std::atomic<std::size_t> next_{0};  // alone on its cache line
  PassGate gate_;
  std::size_t tasks_ = 0;  // this and the next change only while all threads sleep
  bool stopping_ = false;
  alignas(64) std::atomic<std::size_t> in_pass_{0};
  std::atomic<std::uint32_t> passes_over_{0};
  std::vector<std::thread> threads_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a pool of threads that take tasks by an atomic index",
    .counts = "N threads; the caller waits",
    .scales = true,
    .in_order = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ThreadPool>(job, workers);
    },
};

}  // namespace parbench
