// Tasks that each hold one of a few permits for some time: more workers than permits gain nothing.
#include "bench/sharing/semaphore.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "workloads/collective.hpp"

namespace parbench {
namespace {

class Permits final : public Sharing {
 public:
  explicit Permits(const Parameters& parameters)
      : tasks_{parameters.count("tasks")},
        permits_{parameters.count("permits")},
        duration_{std::llround(parameters.seconds("duration") * 1e9)},
        semaphore_{static_cast<unsigned>(permits_)} {}

  std::size_t task_count() const override { return tasks_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    semaphore_->wait();
    const auto until = std::chrono::steady_clock::now() + duration_;
    const std::uint64_t now = ++held_->now;
    std::uint64_t most = held_->most;
    while (most < now && !held_->most.compare_exchange_weak(most, now)) {
    }
    std::this_thread::sleep_until(until);
    --held_->now;
    semaphore_->post();
    return expected(index);
  }

  void begin_pass() const override { held_->now = held_->most = 0; }

  std::optional<double> check_pass() const override {
    if (held_->most <= permits_) return std::nullopt;
    throw WrongResult(
        fmt::format("{} tasks held one of {} permits at once", held_->most.load(), permits_));
  }

 private:
  struct Holders {
    std::atomic<std::uint64_t> now{0}, most{0};
  };

  std::size_t tasks_, permits_;
  std::chrono::nanoseconds duration_;
  Shared<Semaphore> semaphore_;
  Shared<Holders> held_;
};

Estimate estimate(const Parameters& parameters) {
  const auto tasks = static_cast<double>(parameters.count("tasks"));
  return {.tasks = parameters.count("tasks"),
          .compute_s = tasks * 5e-6,
          .wait_s = tasks * parameters.seconds("duration")};
}

std::vector<TaskTime> task_times(const Parameters& parameters) {
  return {parameters.count("tasks"), TaskTime{.wait_s = parameters.seconds("duration")}};
}

void check(const Parameters& parameters) {
  const std::uint64_t permits = parameters.count("permits"), tasks = parameters.count("tasks");
  if (permits <= tasks) return;
  throw BadParameter(
      fmt::format("semaphore.permits={}: allowed are 1 to {}, because there are {} tasks", permits,
                  tasks, tasks));
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int) {
  return std::make_unique<Permits>(parameters);
}

}  // namespace

extern const WorkloadInfo semaphore_workload;
const WorkloadInfo semaphore_workload{
    .about = "tasks that each hold one of a few permits while they wait for the clock",
    .kind = WorkloadKind::waiting,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "10",
                    .least = 1,
                    .most = 1e6,
                    .about = "tasks per pass"},
                   {.key = "permits",
                    .type = ParameterSpec::Type::count,
                    .fallback = "3",
                    .least = 1,
                    .most = 1e6,
                    .about = "tasks that can hold one at once; at most as many as tasks"},
                   {.key = "duration",
                    .type = ParameterSpec::Type::duration,
                    .fallback = "4ms",
                    .least = 1e-6,
                    .most = 3600,
                    .about = "how long each task holds its permit"}},
    .small_cases = {{{"tasks", "6"}, {"permits", "2"}, {"duration", "500us"}}},
    .estimate = estimate,
    .task_times = task_times,
    .check = check,
    .most_at_once = [](const Parameters& parameters) -> std::size_t {
      return parameters.count("permits");
    },
    .make_shared = make_shared,
};

}  // namespace parbench
