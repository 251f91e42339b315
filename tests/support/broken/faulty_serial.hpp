// A correct serial runner; the broken runners override it with one fault each.
#pragma once

#include <memory>

#include "bench/runner.hpp"

namespace parbench {

class FaultySerial : public Runner {
 public:
  explicit FaultySerial(const Job& job) : job_{job} {}

  void run() override {
    for (std::size_t index = 0; index < job_.task_count(); ++index) run_task(index);
    job_.leave(0);
  }

 protected:
  // Every 64th task, so that only the cases of check-runner with many tasks meet the fault.
  static bool is_faulty(std::size_t index) { return index % 64 == 63; }

  virtual void run_task(std::size_t index) { job_.run_task(index, 0); }

  const Job& job_;
};

template <typename Broken>
RunnerInfo broken_info() {
  RunnerInfo info;
  info.about = "broken on purpose";
  info.counts = "always 1: the caller";
  info.scales = false;
  info.make = [](const Job& job, int) -> std::unique_ptr<Runner> {
    return std::make_unique<Broken>(job);
  };
  return info;
}

}  // namespace parbench
