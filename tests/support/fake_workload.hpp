// A workload whose tasks run code of a test.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "bench/digest.hpp"
#include "bench/workload.hpp"

namespace parbench {

class FakeWorkload final : public Workload {
 public:
  // The default returns the expected digest, scramble(index).
  using TaskBody = std::function<std::uint64_t(std::size_t index, Worker& worker)>;

  explicit FakeWorkload(
      std::size_t tasks, TaskBody body = [](std::size_t index, Worker&) { return scramble(index); })
      : tasks_{tasks}, body_{std::move(body)} {}

  std::size_t task_count() const override { return tasks_; }
  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    return body_(index, worker);
  }
  std::uint64_t expected(std::size_t index) const override { return scramble(index); }

 private:
  std::size_t tasks_;
  TaskBody body_;
};

}  // namespace parbench
