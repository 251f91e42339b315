// N threads that live as long as the runner and take tasks by an atomic index, which costs less
// than any queue.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

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
    std::unique_lock lock{mutex_};
    tasks_ = tasks;
    next_.store(0, std::memory_order_relaxed);
    in_pass_ = threads_.size();
    ++pass_;
    pass_started_.notify_all();
    pass_over_.wait(lock, [this] { return in_pass_ == 0; });
  }

  void work(int worker) {
    std::size_t passes_left = 0;
    for (;;) {
      std::size_t tasks = 0;
      {
        std::unique_lock lock{mutex_};
        pass_started_.wait(lock, [&] { return stopping_ || pass_ != passes_left; });
        if (stopping_) return;
        passes_left = pass_;
        tasks = tasks_;
      }
      run_tasks(tasks, worker);
      job_.leave(worker);
      const std::lock_guard lock{mutex_};
      if (--in_pass_ == 0) pass_over_.notify_one();
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
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    pass_started_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  const Job& job_;
  FirstFailure failure_;
  alignas(64) std::atomic<std::size_t> next_{0};  // alone on its cache line
  alignas(64) std::mutex mutex_;
  std::condition_variable pass_started_;
  std::condition_variable pass_over_;
  std::size_t tasks_ = 0;
  std::size_t pass_ = 0;
  std::size_t in_pass_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a pool of threads that take tasks by an atomic index",
    .counts = "N threads; the caller waits",
    .scales = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ThreadPool>(job, workers);
    },
};

}  // namespace parbench
