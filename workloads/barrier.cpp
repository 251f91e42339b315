// All workers meet at a barrier, again and again.
#include <algorithm>
#include <atomic>

#include "workloads/collective.hpp"

namespace parbench {
namespace {

class Meetings final : public Collective {
 public:
  Meetings(const Parameters& parameters, int workers)
      : Collective{workers},
        rounds_{parameters.count("rounds")},
        barrier_{workers},
        came_{static_cast<std::size_t>(workers)} {}

  void begin_pass() const override {
    *early_ = 0;
    for (Came& one : came_) one.round = 0;
  }

  std::optional<double> check_pass() const override {
    if (*early_ == 0) return std::nullopt;
    throw WrongResult(
        fmt::format("{} times a worker passed the barrier before all had come", early_->load()));
  }

 private:
  struct alignas(128) Came {  // a cache line of its own
    std::atomic<std::uint64_t> round{0};
  };

  void play(int role, Worker&) const override {
    for (std::uint64_t round = 1; round <= rounds_; ++round) {
      came_[static_cast<std::size_t>(role)].round.store(round, std::memory_order_relaxed);
      barrier_->wait();
      const bool all = std::all_of(came_.begin(), came_.end(), [&](const Came& one) {
        return one.round.load(std::memory_order_relaxed) >= round;
      });
      if (!all) ++*early_;
    }
  }

  std::uint64_t rounds_;
  Shared<Barrier> barrier_;
  SharedArray<Came> came_;
  Shared<std::atomic<std::uint64_t>> early_{0U};
};

Estimate estimate(const Parameters& parameters) {
  const auto rounds = static_cast<double>(parameters.count("rounds"));
  return {.compute_s = rounds * 10e-6, .wait_s = rounds * 10e-6};
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int workers) {
  return std::make_unique<Meetings>(parameters, workers);
}

}  // namespace

extern const WorkloadInfo barrier_workload;
const WorkloadInfo barrier_workload{
    .about = "all workers wait for each other at a barrier; a task for each worker",
    .kind = WorkloadKind::unknown,
    .parameters = {{.key = "rounds",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1000",
                    .least = 1,
                    .most = 1e8,
                    .about = "times that they meet"}},
    .small_cases = {{{"rounds", "20"}}},
    .estimate = estimate,
    .fewest_workers = [](const Parameters&) { return 2; },
    .make_shared = make_shared,
};

}  // namespace parbench
