// A serial runner in which one fault can be put: what the broken runners are made of. Never wrong
// by itself.
#pragma once

#include <memory>

#include "bench/runner.hpp"

namespace parbench {

class OneAfterTheOther : public Runner {
 public:
  explicit OneAfterTheOther(const Job& job) : job_{job} {}

  void run() override {
    for (std::size_t index = 0; index < job_.task_count(); ++index) run_task(index);
    job_.leave(0);
  }

 protected:
  // Every 64th task: there is one where check-runner counts tasks, and none where it looks at
  // something else.
  static bool unlucky(std::size_t index) { return index % 64 == 63; }

  virtual void run_task(std::size_t index) { job_.run_task(index, 0); }

  const Job& job_;
};

template <typename Broken>
RunnerInfo broken_info() {
  RunnerInfo info;
  info.about = "broken on purpose";
  info.workers = "always 1: the caller";
  info.scales = false;
  info.make = [](const Job& job, int) -> std::unique_ptr<Runner> {
    return std::make_unique<Broken>(job);
  };
  return info;
}

}  // namespace parbench
