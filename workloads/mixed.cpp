// Tasks that compute and wait in turn, as a request does that needs a database. The digest proves
// that every step was computed and every wait was whole.
#include <chrono>
#include <cmath>

#include "bench/digest.hpp"
#include "bench/waiting.hpp"
#include "bench/workload.hpp"
#include "workloads/rounds.hpp"
#include "workloads/spread.hpp"

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr std::uint64_t share_seed = 0x6d69786564;
constexpr std::uint64_t ns_per_ms = 1'000'000;

// What one task does in all its parts together.
struct Demand {
  std::uint64_t compute_ns = 0;
  std::uint64_t rounds = 0;  // that compute_ns stands for
  std::uint64_t wait_ns = 0;
};

// The k-th of n parts of a whole; they differ by 1 at most.
std::uint64_t part_of(std::uint64_t whole, std::uint64_t k, std::uint64_t n) {
  return whole / n + (k < whole % n ? 1 : 0);
}

std::uint64_t after_wait(std::uint64_t value, std::uint64_t wait_ns) {
  return scramble(value ^ scramble(wait_ns + 1));
}

class MixedTask final : public WaitingTask {
 public:
  MixedTask(std::size_t index, const Demand& demand, std::uint64_t parts)
      : demand_{demand}, parts_{parts}, value_{scramble(index + 1)} {}

  // A wait counts from the end of its part's computing. Its deadline is absolute.
  std::optional<Wait> step() override {
    for (; part_ < parts_; ++part_) {
      if (!waiting_since_) {
        value_ = run_rounds(part_of(demand_.rounds, part_, parts_), value_);
        waiting_since_ = Clock::now();
      }
      const std::uint64_t wait_ns = part_of(demand_.wait_ns, part_, parts_);
      const Clock::time_point deadline = *waiting_since_ + nanoseconds(wait_ns);
      if (Clock::now() < deadline) return Wait{.deadline = deadline};
      value_ = after_wait(value_, wait_ns);
      waiting_since_.reset();
    }
    return std::nullopt;
  }

  // Another one than expected before the last wait is over.
  std::uint64_t digest() const override { return scramble(value_ + part_); }

 private:
  const Demand& demand_;
  std::uint64_t parts_;
  std::uint64_t part_ = 0;
  std::uint64_t value_;
  std::optional<Clock::time_point> waiting_since_;
};

std::uint64_t nanoseconds_of(const Parameters& parameters, std::string_view key) {
  return static_cast<std::uint64_t>(std::llround(parameters.seconds(key) * 1e9));
}

// Whole nanoseconds at a whole number of rounds per millisecond, so that every machine and language
// has the same.
std::vector<Demand> demands(const Parameters& parameters) {
  const auto compute_ns = static_cast<double>(nanoseconds_of(parameters, "compute"));
  const auto wait_ns = static_cast<double>(nanoseconds_of(parameters, "wait"));
  const std::uint64_t rate = parameters.count("rounds");
  std::vector<Demand> result;
  for (const double share :
       spread_shares(parameters.text("spread"), share_seed, parameters.count("tasks"))) {
    Demand demand;
    demand.compute_ns = static_cast<std::uint64_t>(std::llround(compute_ns * share));
    demand.rounds =
        demand.compute_ns / ns_per_ms * rate + demand.compute_ns % ns_per_ms * rate / ns_per_ms;
    demand.wait_ns = static_cast<std::uint64_t>(std::llround(wait_ns * share));
    result.push_back(demand);
  }
  return result;
}

bool computes(const Parameters& parameters) { return parameters.seconds("compute") > 0; }

bool needs_rounds(const Parameters& parameters) {
  return computes(parameters) && parameters.count("rounds") == 0;
}

class Mixed final : public Workload {
 public:
  explicit Mixed(const Parameters& parameters)
      : demands_(demands(parameters)), parts_(parameters.count("parts")) {
    if (needs_rounds(parameters)) {
      throw BadParameter(
          "mixed.rounds: '0' is not allowed in a trial: it is measured before the run; give the "
          "steps per millisecond, such as 741000");
    }
  }

  std::size_t task_count() const override { return demands_.size(); }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    MixedTask task(index, demands_[index], parts_);
    return run_to_end(task);
  }

  std::uint64_t expected(std::size_t index) const override {
    const Demand& demand = demands_[index];
    std::uint64_t value = scramble(index + 1);
    for (std::uint64_t k = 0; k < parts_; ++k) {
      value = after_wait(after_rounds(value, part_of(demand.rounds, k, parts_)),
                         part_of(demand.wait_ns, k, parts_));
    }
    return scramble(value + parts_);
  }

 private:
  std::vector<Demand> demands_;
  std::uint64_t parts_;
};

Estimate estimate(const Parameters& parameters) {
  constexpr double wake_up_s = 5e-6;
  const auto tasks = static_cast<double>(parameters.count("tasks"));
  const auto parts = static_cast<double>(parameters.count("parts"));
  return {.compute_s = tasks * (parameters.seconds("compute") + parts * wake_up_s),
          .wait_s = tasks * parameters.seconds("wait"),
          .memory_bytes = parameters.count("tasks") * sizeof(Demand)};
}

std::vector<TaskTime> task_times(const Parameters& parameters) {
  std::vector<TaskTime> times;
  for (const Demand& demand : demands(parameters)) {
    times.push_back({static_cast<double>(demand.compute_ns) * 1e-9,
                     static_cast<double>(demand.wait_ns) * 1e-9});
  }
  return times;
}

void check(const Parameters& parameters) {
  if (computes(parameters) || parameters.seconds("wait") > 0) return;
  throw BadParameter(
      "mixed.compute and mixed.wait: '0s' is not allowed for both: give one of them a duration, or "
      "measure the workload empty");
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Mixed>(parameters);
}

constexpr MachineFigure rounds_figure{.fills = "rounds", .needed = needs_rounds, .measure = [] {
                                        return std::to_string(rounds_per_ms());
                                      }};

}  // namespace

extern const WorkloadInfo mixed_workload;
const WorkloadInfo mixed_workload{
    .about = "tasks that compute and wait in turn, like requests to a service",
    .kind = WorkloadKind::mixed,
    .parameters =
        {{.key = "tasks",
          .type = ParameterSpec::Type::count,
          .fallback = "64",
          .least = 1,
          .most = 1e6,
          .about = "tasks per pass"},
         {.key = "compute",
          .type = ParameterSpec::Type::duration,
          .fallback = "2ms",
          .least = 0,
          .most = 3600,
          .about = "CPU time of each task, or the mean of it"},
         {.key = "wait",
          .type = ParameterSpec::Type::duration,
          .fallback = "18ms",
          .least = 0,
          .most = 3600,
          .about = "how long each task waits, or the mean of it"},
         {.key = "parts",
          .type = ParameterSpec::Type::count,
          .fallback = "1",
          .least = 1,
          .most = 1000,
          .about = "times that a task computes and then waits, each a part of the whole"},
         {.key = "spread",
          .type = ParameterSpec::Type::choice,
          .fallback = "fixed",
          .choices = {"fixed", "uniform", "exponential", "lognormal"},
          .about = "how the tasks' durations differ: always the same draws, with this mean"},
         {.key = "rounds",
          .type = ParameterSpec::Type::count,
          .fallback = "0",
          .least = 0,
          .most = 1e9,
          .about = "steps per ms of compute; 0: as many as one CPU does, measured once per run",
          .applies = computes}},
    .small_cases = {{{"tasks", "12"}, {"compute", "100us"}, {"wait", "400us"}, {"rounds", "1001"}},
                    {{"tasks", "12"},
                     {"compute", "50us"},
                     {"wait", "300us"},
                     {"parts", "3"},
                     {"spread", "lognormal"},
                     {"rounds", "700001"}},
                    {{"tasks", "12"}, {"compute", "0s"}, {"wait", "300us"}},
                    {{"tasks", "12"},
                     {"compute", "50us"},
                     {"wait", "0s"},
                     {"spread", "exponential"},
                     {"rounds", "700001"}}},
    .estimate = estimate,
    .task_times = task_times,
    .check = check,
    .figure = &rounds_figure,
    .make = make,
};

}  // namespace parbench
