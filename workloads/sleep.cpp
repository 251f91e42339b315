// Tasks that wait for the clock and use no CPU; the digest proves that a task waited its whole time.
#include <chrono>
#include <cmath>

#include "bench/digest.hpp"
#include "bench/waiting.hpp"
#include "bench/workload.hpp"
#include "workloads/spread.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::uint64_t duration_seed = 0x736c656570;

std::uint64_t waited_digest(nanoseconds duration, bool whole) {
  return scramble(static_cast<std::uint64_t>(duration.count()) * 2 + (whole ? 1 : 0));
}

// The deadline is absolute, counted from the first step, so that the cost of one task's wake-up does
// not add to another's.
class Sleep final : public WaitingTask {
 public:
  explicit Sleep(nanoseconds duration) : duration_(duration) {}

  std::optional<Wait> step() override {
    const Clock::time_point now = Clock::now();
    if (!start_) start_ = now;
    waited_ = now - *start_;
    if (waited_ >= duration_) return std::nullopt;
    return Wait{.deadline = *start_ + duration_};
  }

  std::uint64_t digest() const override { return waited_digest(duration_, waited_ >= duration_); }

 private:
  nanoseconds duration_;
  nanoseconds waited_ = nanoseconds(-1);
  std::optional<Clock::time_point> start_;
};

std::vector<nanoseconds> durations(const Parameters& parameters) {
  const double mean_ns = parameters.seconds("duration") * 1e9;
  std::vector<nanoseconds> result(parameters.count("tasks"));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double share = spread_share(parameters.text("spread"), duration_seed, i);
    result[i] = nanoseconds(std::llround(mean_ns * share));
  }
  return result;
}

class Sleeps final : public Workload {
 public:
  explicit Sleeps(std::vector<nanoseconds> durations) : durations_(std::move(durations)) {}

  std::size_t task_count() const override { return durations_.size(); }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    Sleep task(durations_[index]);
    return run_to_end(task);
  }

  std::unique_ptr<WaitingTask> start_task(std::size_t index, Worker&) const override {
    return std::make_unique<Sleep>(durations_[index]);
  }

  std::uint64_t expected(std::size_t index) const override {
    return waited_digest(durations_[index], true);
  }

 private:
  std::vector<nanoseconds> durations_;
};

Estimate estimate(const Parameters& parameters) {
  const auto tasks = static_cast<double>(parameters.count("tasks"));
  return {.tasks = parameters.count("tasks"),
          .compute_s = tasks * 5e-6,
          .wait_s = tasks * parameters.seconds("duration"),
          .memory_bytes = parameters.count("tasks") * sizeof(nanoseconds)};
}

std::vector<TaskTime> task_times(const Parameters& parameters) {
  std::vector<TaskTime> times;
  for (const nanoseconds duration : durations(parameters))
    times.push_back({.wait_s = std::chrono::duration<double>(duration).count()});
  return times;
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Sleeps>(durations(parameters));
}

}  // namespace

extern const WorkloadInfo sleep_workload;
const WorkloadInfo sleep_workload{
    .about = "tasks that wait for the clock: no CPU, any number at once",
    .kind = WorkloadKind::waiting,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "32",
                    .least = 1,
                    .most = 1e6,
                    .about = "tasks per pass"},
                   {.key = "duration",
                    .type = ParameterSpec::Type::duration,
                    .fallback = "4ms",
                    .least = 1e-6,
                    .most = 3600,
                    .about = "how long each task waits, or the mean of it"},
                   {.key = "spread",
                    .type = ParameterSpec::Type::choice,
                    .fallback = "fixed",
                    .choices = {"fixed", "uniform"},
                    .about = "uniform: between 0 and twice the duration, always the same draws"}},
    .small_cases = {{{"tasks", "12"}, {"duration", "500us"}},
                    {{"tasks", "12"}, {"duration", "500us"}, {"spread", "uniform"}}},
    .estimate = estimate,
    .task_times = task_times,
    .make = make,
};

}  // namespace parbench
