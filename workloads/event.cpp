// One worker sets an event that all others wait for, again and again: the time until the last one is
// awake.
#include "bench/sharing/event.hpp"

#include <atomic>

#include "bench/sharing/semaphore.hpp"
#include "workloads/collective.hpp"

namespace parbench {
namespace {

class Signals final : public Collective {
 public:
  Signals(const Parameters& parameters, int workers)
      : Collective{workers}, rounds_{parameters.count("rounds")}, events_{2}, awake_{0U} {}

  void begin_pass() const override {
    *woken_ = 0;
    for (Event& event : events_) event.clear(0);
  }

  std::optional<double> check_pass() const override {
    const std::uint64_t right = rounds_ * static_cast<std::uint64_t>(workers() - 1);
    if (*woken_ == right) return std::nullopt;
    throw WrongResult(
        fmt::format("waiting workers woke up {} times, expected {}", woken_->load(), right));
  }

 private:
  void play(int role, Worker& worker) const override {
    for (std::uint64_t round = 0; round < rounds_; ++round) {
      Event& event = events_[round % 2];  // in turn, so that one is clear
      if (role != 0) {
        event.wait(worker.number);
        ++*woken_;
        awake_->post();
        continue;
      }
      events_[1 - round % 2].clear(worker.number);
      event.set(worker.number);
      for (int other = 1; other < workers(); ++other) awake_->wait();
    }
  }

  std::uint64_t rounds_;
  SharedArray<Event> events_;
  Shared<Semaphore> awake_;
  Shared<std::atomic<std::uint64_t>> woken_{0U};
};

Estimate estimate(const Parameters& parameters) {
  const auto rounds = static_cast<double>(parameters.count("rounds"));
  return {.compute_s = rounds * 10e-6, .wait_s = rounds * 10e-6};
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int workers) {
  return std::make_unique<Signals>(parameters, workers);
}

}  // namespace

extern const WorkloadInfo event_workload;
const WorkloadInfo event_workload{
    .about = "one worker sets an event, all others wait for it and answer; a task for each worker",
    .kind = WorkloadKind::unknown,
    .parameters = {{.key = "rounds",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1000",
                    .least = 1,
                    .most = 1e8,
                    .about = "times that the event is set"}},
    .small_cases = {{{"rounds", "20"}}},
    .estimate = estimate,
    .fewest_workers = [](const Parameters&) { return 2; },
    .make_shared = make_shared,
};

}  // namespace parbench
