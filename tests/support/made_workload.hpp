// A workload whose tasks do whatever a test hangs on them. Never a real one.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "bench/digest.hpp"
#include "bench/workload.hpp"

namespace parbench {

class MadeWorkload final : public Workload {
 public:
  // The default deed gives what is expected: scramble(index).
  using Deed = std::function<std::uint64_t(std::size_t index, Worker& worker)>;

  explicit MadeWorkload(
      std::size_t tasks, Deed deed = [](std::size_t index, Worker&) { return scramble(index); })
      : tasks_{tasks}, deed_{std::move(deed)} {}

  std::size_t task_count() const override { return tasks_; }
  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    return deed_(index, worker);
  }
  std::uint64_t expected(std::size_t index) const override { return scramble(index); }

 private:
  std::size_t tasks_;
  Deed deed_;
};

}  // namespace parbench
