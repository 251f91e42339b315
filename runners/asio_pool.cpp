// boost::asio::thread_pool. Its threads are attached instead of made by its constructor, which
// waits for ever if the system has no more threads.
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/version.hpp>
#include <cstddef>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/threads/start_thread.hpp"

namespace parbench {
namespace {

thread_local int this_worker = 0;

class AsioPool final : public Runner {
 public:
  AsioPool(const Job& job, int workers) : job_{job}, started_{workers} {
    threads_.reserve(static_cast<std::size_t>(workers));
    try {
      for (int worker = 0; worker < workers; ++worker) {
        threads_.push_back(start_thread(worker, workers, [this, worker] { work(worker); }));
      }
    } catch (...) {
      stop();
      throw;
    }
    started_.wait();
  }

  ~AsioPool() override { stop(); }

  void run() override {
    const std::size_t tasks = job_.task_count();
    if (tasks == 0) return;
    unfinished_.store(tasks, std::memory_order_relaxed);
    for (std::size_t index = 0; index < tasks; ++index) {
      boost::asio::post(pool_, [this, index] { run_task(index); });
    }
    for (std::size_t left = tasks; left != 0; left = unfinished_.load()) unfinished_.wait(left);
    failure_.rethrow();
  }

 private:
  void work(int worker) {
    this_worker = worker;
    started_.count_down();
    pool_.attach();
  }

  void run_task(std::size_t index) {
    if (!failure_.happened()) {
      try {
        job_.run_task(index, this_worker);
      } catch (...) {
        failure_.keep();
      }
    }
    if (--unfinished_ == 0) unfinished_.notify_one();
  }

  void stop() {
    pool_.stop();
    for (std::thread& thread : threads_) thread.join();
  }

  const Job& job_;
  FirstFailure failure_;
  boost::asio::thread_pool pool_{0};
  std::latch started_;
  std::atomic<std::size_t> unfinished_{0};
  std::vector<std::thread> threads_;
};

std::string version() {
  return "Boost " + std::to_string(BOOST_VERSION / 100'000) + "." +
         std::to_string(BOOST_VERSION / 100 % 1'000);
}

}  // namespace

const RunnerInfo runner_info{
    .about = "boost::asio::thread_pool: handlers that are posted to a pool of threads",
    .counts = "N threads; the caller posts the tasks and waits",
    .scales = true,
    .in_order = true,
    .version = version(),
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<AsioPool>(job, workers);
    },
};

}  // namespace parbench
