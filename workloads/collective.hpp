// What workloads have in common whose tasks share something.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "bench/digest.hpp"
#include "bench/shared_memory.hpp"
#include "bench/sharing/barrier.hpp"
#include "bench/workload.hpp"
#include "bench/wrong_result.hpp"

namespace parbench {

// [first, last) of `total` things that are dealt evenly.
constexpr std::pair<std::uint64_t, std::uint64_t> share_of(std::uint64_t total, std::uint64_t part,
                                                           std::uint64_t parts) {
  return {total * part / parts, total * (part + 1) / parts};
}

// Its results are only known to be there; what they share is checked after the pass.
class Sharing : public Workload {
 public:
  std::uint64_t expected(std::size_t index) const override { return scramble(index + 1); }
};

// A task for each worker: its role. They begin once all are under way.
class Collective : public Sharing {
 public:
  explicit Collective(int workers) : workers_{workers}, together_{workers} {}

  std::size_t task_count() const final { return static_cast<std::size_t>(workers_); }

  std::uint64_t run_task(std::size_t index, Worker& worker) const final {
    together_->wait();
    play(static_cast<int>(index), worker);
    return expected(index);
  }

 protected:
  virtual void play(int role, Worker& worker) const = 0;
  int workers() const { return workers_; }

 private:
  int workers_;
  Shared<Barrier> together_;
};

}  // namespace parbench
