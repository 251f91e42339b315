// Broken on purpose: runs N + 1 tasks at once.
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"

namespace parbench {
namespace {

class TooMany final : public Runner {
 public:
  TooMany(const Job& job, int workers) : job_{job}, workers_{workers} {}

  void run() override {
    std::atomic<std::size_t> next{0};
    FirstFailure failure;
    std::vector<std::thread> threads;
    for (int i = 0; i <= workers_; ++i) {
      threads.emplace_back([&, i] {
        try {
          for (std::size_t index = next++; index < job_.task_count(); index = next++)
            job_.run_task(index, i % workers_);
        } catch (...) {
          failure.keep();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    failure.rethrow();
  }

 private:
  const Job& job_;
  int workers_;
};

}  // namespace

const RunnerInfo runner_info{.about = "broken on purpose",
                             .counts = "N threads and one more",
                             .scales = true,
                             .version = {},
                             .environment = {},
                             .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
                               return std::make_unique<TooMany>(job, workers);
                             }};

}  // namespace parbench
