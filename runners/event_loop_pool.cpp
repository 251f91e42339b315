// An event loop per CPU: as many threads as compute at once, and many tasks in flight on each.
#include <sched.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "bench/processes/pass_gate.hpp"
#include "bench/runner.hpp"
#include "bench/threads/start_thread.hpp"
#include "runners/event_loop.hpp"

namespace parbench {
namespace {

int usable_cpus() {
  cpu_set_t cpus;
  if (sched_getaffinity(0, sizeof cpus, &cpus) != 0) return 1;
  return std::max(1, CPU_COUNT(&cpus));
}

class EventLoopPool final : public Runner {
 public:
  EventLoopPool(const Job& job, int workers) : job_{job}, workers_{workers} {
    const int loops = std::min(workers, usable_cpus());
    for (int loop = 0; loop < loops; ++loop)
      loops_.push_back(std::make_unique<EventLoop>(job, pass_));
    try {
      for (int loop = 0; loop < loops; ++loop)
        threads_.push_back(start_thread(loop, loops, [this, loop] { work(loop); }));
    } catch (...) {
      stop();
      throw;
    }
    pass(0);  // returns when every thread has started
  }

  ~EventLoopPool() override { stop(); }

  void run() override {
    pass(job_.task_count());
    pass_.failure.rethrow();
  }

 private:
  void pass(std::size_t tasks) {
    pass_.tasks = tasks;
    pass_.next = 0;
    in_pass_ = loops_.size();
    const std::uint32_t passes_over = passes_over_.load();
    gate_.open();
    passes_over_.wait(passes_over);
  }

  void work(int first) {
    EventLoop& loop = *loops_[static_cast<std::size_t>(first)];
    for (std::uint32_t passes_left = 0;; ++passes_left) {
      gate_.wait(passes_left);
      if (stopping_) return;
      loop.run(first, static_cast<int>(loops_.size()), workers_);
      if (--in_pass_ == 0) {
        ++passes_over_;
        passes_over_.notify_one();
      }
    }
  }

  void stop() {
    stopping_ = true;
    gate_.open();
    for (std::thread& thread : threads_) thread.join();
  }

  const Job& job_;
  const int workers_;
  LoopPass pass_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  PassGate gate_;
  bool stopping_ = false;  // changes only while all threads sleep
  std::atomic<std::size_t> in_pass_{0};
  std::atomic<std::uint32_t> passes_over_{0};
  std::vector<std::thread> threads_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "an event loop (asio coroutines) per CPU: tasks wait side by side in all of them",
    .counts = "N tasks in flight on at most as many threads as CPUs; the caller waits",
    .scales = true,
    .cannot_share = "its tasks share threads, which a blocked one would stop",
    .version = boost_version(),
    .environment = {},
    .worker_bytes = 16U << 10U,
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<EventLoopPool>(job, workers);
    },
};

}  // namespace parbench
