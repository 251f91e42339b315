// What the adapters share: their runtimes see no exception, and number no thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"

namespace parbench {

class Adapter : public Runner {
 public:
  // Each task of a pass once, by run_task or run_numbered, after which none runs.
  virtual void run_tasks() = 0;

  void run() final {
    run_tasks();
    failure_.rethrow();
  }

 protected:
  explicit Adapter(const Job& job) : job_{job} {}

  std::size_t tasks() const { return job_.task_count(); }

  void run_task(std::size_t index, int worker) noexcept {
    if (failure_.happened()) return;
    try {
      job_.run_task(index, worker);
    } catch (...) {
      failure_.keep();
    }
  }

  // The same on a thread of a pool that numbers none: by the order of their first task.
  void run_numbered(std::size_t index) noexcept {
    thread_local const int worker = threads_++;
    run_task(index, worker);
  }

 private:
  const Job& job_;
  FirstFailure failure_;
  std::atomic<int> threads_{0};
};

// `counts`: what N counts.
template <typename Runner>
RunnerInfo adapter_info(std::string_view about, std::string_view counts, std::string version = {}) {
  return {.about = about,
          .counts = counts,
          .version = std::move(version),
          .make = [](const Job& job, int workers) -> std::unique_ptr<parbench::Runner> {
            return std::make_unique<Runner>(job, workers);
          }};
}

}  // namespace parbench
