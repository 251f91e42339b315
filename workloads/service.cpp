// Requests to a service under load: they arrive at a rate, whether or not a worker is free, compute and
// wait. Latencies count from the intended arrivals. A rate that nobody can serve is an answer: the
// requests are served late.
#include <algorithm>

#include "workloads/arrivals.hpp"
#include "workloads/compute_and_wait.hpp"
#include "workloads/spread.hpp"

namespace parbench {
namespace {

constexpr std::uint64_t share_seed = 0x73657276696365;
constexpr std::uint64_t one_part = 1;

// Of independent draws, not scaled to the mean afterwards: their differences between blocks are part of
// what the interval of a mean must cover.
std::vector<Demand> demands(const Parameters& parameters) {
  const std::string& spread = parameters.text("spread");
  const std::uint64_t seed = seed_of(share_seed, parameters.count("draw"));
  std::vector<Demand> result(requests_of(parameters));
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = demand_of(parameters, spread_share(spread, seed, i));
  return result;
}

Schedule stalled_schedule(const Parameters& parameters) {
  Schedule schedule = schedule_of(parameters);
  schedule.stall_from_ns = schedule.offsets_ns.back() / 2;
  schedule.stall_until_ns =
      schedule.stall_from_ns + static_cast<std::int64_t>(nanoseconds_of(parameters, "stall"));
  return schedule;
}

// What can be between two looks at the clock where a stall may begin: 0.1 ms.
std::uint64_t most_rounds_of(const Parameters& parameters) {
  if (parameters.seconds("stall") <= 0) return std::numeric_limits<std::uint64_t>::max();
  return std::max<std::uint64_t>(parameters.count("rounds") / 10, 1);
}

class Service final : public Workload {
 public:
  explicit Service(const Parameters& parameters)
      : demands_(demands(parameters)),
        schedule_(stalled_schedule(parameters)),
        most_rounds_(most_rounds_of(parameters)) {
    refuse_unmeasured_rounds("service", parameters);
    for (std::size_t i = 0; i < demands_.size(); ++i)
      known_.push_back(ComputeAndWait::expected(i, demands_[i], one_part));
  }

  std::size_t task_count() const override { return demands_.size(); }

  std::uint64_t run_task(std::size_t index, Worker& worker) const override {
    ComputeAndWait work(index, demands_[index], one_part, most_rounds_);
    ArrivingTask task(schedule_, index, worker, work);
    return digest_of_drawn(index, run_to_end(task), known_[index]);
  }

  std::uint64_t expected(std::size_t index) const override { return digest_of_drawn(index, 0, 0); }

 private:
  std::vector<Demand> demands_;
  std::vector<std::uint64_t> known_;  // results of the work, by the closed form
  Schedule schedule_;
  std::uint64_t most_rounds_;
};

Estimate estimate(const Parameters& parameters) {
  const auto tasks = static_cast<double>(requests_of(parameters));
  return {.tasks = requests_of(parameters),
          .compute_s = tasks * (parameters.seconds("compute") + 2 * wake_up_s),
          .wait_s = tasks * parameters.seconds("wait") + parameters.seconds("stall"),
          .arrivals_s = tasks / parameters.per_s("rate") + parameters.seconds("stall"),
          .memory_bytes = requests_of(parameters) * (sizeof(Demand) + 16)};
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Service>(parameters);
}

using Type = ParameterSpec::Type;

}  // namespace

extern const WorkloadInfo service_workload;
const WorkloadInfo service_workload{
    .about = "requests that arrive at a rate, compute and wait: latencies under load",
    .kind = WorkloadKind::mixed,
    .parameters =
        {{.key = "rate",
          .type = Type::rate,
          .fallback = "100/s",
          .least = 0.01,
          .most = 1e6,
          .about = "requests that arrive per second, on average, however many are being served"},
         arrivals_spec(),
         {.key = "tasks",
          .type = Type::count,
          .fallback = "0",
          .least = 0,
          .most = static_cast<double>(most_requests),
          .about = "requests per pass; 0: those of 2 s, at least 50"},
         warmup_spec(),
         compute_spec("2ms"),
         wait_spec("18ms"),
         spread_spec("how the requests' durations differ, drawn anew for each block"),
         {.key = "stall",
          .type = Type::duration,
          .fallback = "0s",
          .least = 0,
          .most = 60,
          .about = "in the middle of each pass all workers stand still for so long",
          .applies = [](const Parameters& parameters) { return parameters.seconds("stall") > 0; }},
         rounds_spec(),
         draw_spec()},
    .small_cases = {{{"rate", "2000/s"},
                     {"tasks", "12"},
                     {"compute", "50us"},
                     {"wait", "300us"},
                     {"rounds", "700001"}},
                    {{"rate", "2000/s"},
                     {"tasks", "12"},
                     {"arrivals", "even"},
                     {"spread", "exponential"},
                     {"compute", "300us"},
                     {"wait", "0s"},
                     {"stall", "2ms"},
                     {"rounds", "700001"},
                     {"draw", "3"}}},
    .estimate = estimate,
    .rate_per_s = [](const Parameters& parameters) { return parameters.per_s("rate"); },
    .draw = "draw",
    .check = [](const Parameters& parameters) { refuse_no_work("service", parameters); },
    .figure = &rounds_figure,
    .make = make,
};

}  // namespace parbench
