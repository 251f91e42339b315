// Requests that arrive on a schedule (an open loop): when each arrives, and the steps that wait for it.
// A latency counts from the intended arrival, so a worker that comes late hides nothing (coordinated
// omission).
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/waiting.hpp"
#include "bench/workload.hpp"
#include "workloads/seeded.hpp"

namespace parbench {

// The arrivals of a pass.
struct Schedule {
  std::vector<std::int64_t> offsets_ns;  // from the pass's start, in the order of the tasks
  std::size_t warm_up = 0;               // so many of the first requests are in no mean
  std::int64_t stall_from_ns = 0, stall_until_ns = 0;  // nobody works in between; equal: no stall
};

// The seed of what is drawn anew for each block.
constexpr std::uint64_t seed_of(std::uint64_t kind, std::uint64_t draw) {
  return scramble(kind ^ scramble(draw + 1));
}

// even: one every 1/rate; poisson: each gap is drawn from the exponential distribution with that mean,
// and nothing is scaled afterwards: a Poisson process, of which so many arrivals are taken.
inline std::vector<std::int64_t> arrival_offsets_ns(std::string_view arrivals, double rate_per_s,
                                                    std::size_t count, std::uint64_t draw) {
  const std::uint64_t seed = seed_of(0x6172726976616c, draw);
  const bool even = arrivals == "even";
  const double gap_ns = 1e9 / rate_per_s;
  std::vector<std::int64_t> offsets(count);
  double moment_ns = 0;
  for (std::size_t i = 0; i < count; ++i) {
    moment_ns += even ? gap_ns : gap_ns * -std::log1p(-unit_interval(seed, i));
    offsets[i] = std::llround(moment_ns);
  }
  return offsets;
}

// Waits for the arrival of a request, then drives its task; adds it to the worker's latencies when it
// is done.
class ArrivingTask final : public WaitingTask {
 public:
  ArrivingTask(const Schedule& schedule, std::size_t index, Worker& worker, WaitingTask& task)
      : schedule_{schedule},
        index_{index},
        worker_{worker},
        task_{task},
        arrival_ns_{worker.pass_start_ns + schedule.offsets_ns[index]} {}

  std::optional<Wait> step() override {
    const std::int64_t now = now_ns();
    if (now < arrival_ns_) return until(arrival_ns_);
    const std::int64_t since_ns = now - worker_.pass_start_ns;
    if (since_ns >= schedule_.stall_from_ns && since_ns < schedule_.stall_until_ns)
      return until(worker_.pass_start_ns + schedule_.stall_until_ns);
    if (begin_ns_ == 0) begin_ns_ = now;
    const std::optional<Wait> wait = task_.step();
    if (!wait) add(false);
    return wait;
  }

  std::uint64_t digest() const override { return task_.digest(); }

  // Of a request that failed: its task is not driven any further.
  void fail() { add(true); }

 private:
  static std::int64_t now_ns() {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  static Wait until(std::int64_t ns) {
    return {.deadline = std::chrono::steady_clock::time_point(std::chrono::nanoseconds(ns))};
  }

  void add(bool failed) {
    if (worker_.latency == nullptr) return;
    const std::size_t last = schedule_.offsets_ns.size() - 1;
    const std::int64_t last_ns = worker_.pass_start_ns + schedule_.offsets_ns[last];
    worker_.latency->add(
        {.arrival_ns = arrival_ns_,
         .begin_ns = begin_ns_,
         .end_ns = now_ns(),
         .warm_up = index_<schedule_.warm_up, .failed = failed, .left_over = begin_ns_> last_ns &&
                    index_ != last});
  }

  const Schedule& schedule_;
  std::size_t index_;
  Worker& worker_;
  WaitingTask& task_;
  std::int64_t arrival_ns_, begin_ns_ = 0;
};

inline constexpr std::uint64_t most_requests = 1'000'000;

// Of a pass: the parameter `tasks`, or for 0 those that arrive in 2 s.
inline std::uint64_t requests_of(const Parameters& parameters) {
  constexpr double usual_pass_s = 2;
  constexpr std::uint64_t least_requests = 50;
  const std::uint64_t given = parameters.count("tasks");
  if (given > 0) return given;
  const double usual = std::ceil(parameters.per_s("rate") * usual_pass_s);
  return std::clamp(static_cast<std::uint64_t>(usual), least_requests, most_requests);
}

inline Schedule schedule_of(const Parameters& parameters) {
  Schedule schedule;
  const std::size_t requests = requests_of(parameters);
  schedule.offsets_ns = arrival_offsets_ns(parameters.text("arrivals"), parameters.per_s("rate"),
                                           requests, parameters.count("draw"));
  schedule.warm_up =
      static_cast<std::size_t>(parameters.share("warmup") * static_cast<double>(requests));
  return schedule;
}

inline bool at_a_rate(const Parameters& parameters) { return parameters.per_s("rate") > 0; }

inline ParameterSpec arrivals_spec() {
  return {.key = "arrivals",
          .type = ParameterSpec::Type::choice,
          .fallback = "poisson",
          .choices = {"poisson", "even"},
          .about = "at random moments, drawn anew for each block, or one every 1/rate",
          .applies = at_a_rate};
}

inline ParameterSpec warmup_spec() {
  return {.key = "warmup",
          .type = ParameterSpec::Type::share,
          .fallback = "0.1",
          .least = 0,
          .most = 0.9,
          .about = "share of a pass's requests, the first ones, that latencies leave out",
          .applies = at_a_rate};
}

inline ParameterSpec draw_spec() {
  return {.key = "draw",
          .type = ParameterSpec::Type::count,
          .fallback = "0",
          .least = 0,
          .most = 1e9,
          .about = "number of the block: what is drawn differs from block to block",
          .drawn = true};
}

}  // namespace parbench
