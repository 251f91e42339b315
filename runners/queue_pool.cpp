// The thread pool that most people write by hand: a queue of std::function under one mutex, and a
// condition variable on which N threads wait.
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/threads/start_thread.hpp"

namespace parbench {
namespace {

class QueuePool final : public Runner {
 public:
  QueuePool(const Job& job, int workers) : job_{job} {
    threads_.reserve(static_cast<std::size_t>(workers));
    try {
      for (int worker = 0; worker < workers; ++worker) {
        threads_.push_back(start_thread(worker, workers, [this, worker] { work(worker); }));
      }
    } catch (...) {
      stop();
      throw;
    }
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return started_ == threads_.size(); });
  }

  ~QueuePool() override { stop(); }

  void run() override {
    const std::size_t tasks = job_.task_count();
    for (std::size_t index = 0; index < tasks; ++index) {
      submit([this, index](int worker) { run_task(index, worker); });
    }
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return unfinished_ == 0; });
    }
    failure_.rethrow();
  }

 private:
  using Task = std::function<void(int worker)>;

  void submit(Task task) {
    {
      const std::lock_guard lock{mutex_};
      queue_.push(std::move(task));
      ++unfinished_;
    }
    queued_.notify_one();
  }

  void work(int worker) {
    std::unique_lock lock{mutex_};
    ++started_;
    changed_.notify_one();
    for (;;) {
      queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      const Task task = std::move(queue_.front());
      queue_.pop();
      lock.unlock();
      task(worker);
      lock.lock();
      if (--unfinished_ == 0) changed_.notify_one();
    }
  }

  void run_task(std::size_t index, int worker) {
    if (failure_.happened()) return;
    try {
      job_.run_task(index, worker);
    } catch (...) {
      failure_.keep();
    }
  }

  void stop() {
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    queued_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  const Job& job_;
  FirstFailure failure_;
  std::mutex mutex_;                 // of all below but the threads
  std::condition_variable queued_;   // for the threads
  std::condition_variable changed_;  // for the caller
  std::queue<Task> queue_;
  std::size_t unfinished_ = 0;  // in the queue or running
  std::size_t started_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a pool of threads that take std::function tasks from a queue with one mutex",
    .counts = "N threads; the caller fills the queue and waits",
    .scales = true,
    .in_order = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<QueuePool>(job, workers);
    },
};

}  // namespace parbench
