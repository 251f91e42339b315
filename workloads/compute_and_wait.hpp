// A task that computes and waits in turn, as a request does that needs a database: what mixed and
// service share. The digest proves that every step was computed and every wait was whole.
#pragma once

#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "bench/digest.hpp"
#include "bench/waiting.hpp"
#include "bench/workload.hpp"
#include "workloads/rounds.hpp"

namespace parbench {

// What one task does in all its parts together.
struct Demand {
  std::uint64_t compute_ns = 0;
  std::uint64_t rounds = 0;  // that compute_ns stands for
  std::uint64_t wait_ns = 0;
};

inline std::uint64_t nanoseconds_of(const Parameters& parameters, std::string_view key) {
  return static_cast<std::uint64_t>(std::llround(parameters.seconds(key) * 1e9));
}

// The mean demand times a share. Whole nanoseconds at a whole number of rounds per millisecond, so that
// every machine and language has the same.
inline Demand demand_of(const Parameters& parameters, double share) {
  constexpr std::uint64_t ns_per_ms = 1'000'000;
  const auto part = [&](std::string_view key) {
    const auto mean_ns = static_cast<double>(nanoseconds_of(parameters, key));
    return static_cast<std::uint64_t>(std::llround(mean_ns * share));
  };
  const std::uint64_t rate = parameters.count("rounds");
  Demand demand;
  demand.compute_ns = part("compute");
  demand.rounds =
      demand.compute_ns / ns_per_ms * rate + demand.compute_ns % ns_per_ms * rate / ns_per_ms;
  demand.wait_ns = part("wait");
  return demand;
}

// The k-th of n parts of a whole; they differ by 1 at most.
inline std::uint64_t part_of(std::uint64_t whole, std::uint64_t k, std::uint64_t n) {
  return whole / n + (k < whole % n ? 1 : 0);
}

inline std::uint64_t after_wait(std::uint64_t value, std::uint64_t wait_ns) {
  return scramble(value ^ scramble(wait_ns + 1));
}

class ComputeAndWait final : public WaitingTask {
 public:
  // `most_rounds`: of one step, so that its driver can do something in between.
  ComputeAndWait(std::size_t index, const Demand& demand, std::uint64_t parts,
                 std::uint64_t most_rounds = std::numeric_limits<std::uint64_t>::max())
      : demand_{demand}, parts_{parts}, most_rounds_{most_rounds}, value_{scramble(index + 1)} {}

  // A wait counts from the end of its part's computing. Its deadline is absolute.
  std::optional<Wait> step() override {
    for (; part_ < parts_; ++part_) {
      if (!waiting_since_ && !compute()) return Wait{.deadline = Clock::now()};
      const std::uint64_t wait_ns = part_of(demand_.wait_ns, part_, parts_);
      const Clock::time_point deadline = *waiting_since_ + std::chrono::nanoseconds(wait_ns);
      if (Clock::now() < deadline) return Wait{.deadline = deadline};
      value_ = after_wait(value_, wait_ns);
      waiting_since_.reset();
      rounds_done_ = 0;
    }
    return std::nullopt;
  }

  // Another one than expected before the last wait is over.
  std::uint64_t digest() const override { return scramble(value_ + part_); }

  static std::uint64_t expected(std::size_t index, const Demand& demand, std::uint64_t parts) {
    std::uint64_t value = scramble(index + 1);
    for (std::uint64_t k = 0; k < parts; ++k) {
      value = after_wait(after_rounds(value, part_of(demand.rounds, k, parts)),
                         part_of(demand.wait_ns, k, parts));
    }
    return scramble(value + parts);
  }

 private:
  using Clock = std::chrono::steady_clock;

  // Whether the part's computing is done.
  bool compute() {
    const std::uint64_t left = part_of(demand_.rounds, part_, parts_) - rounds_done_;
    const std::uint64_t rounds = std::min(left, most_rounds_);
    value_ = run_rounds(rounds, value_);
    rounds_done_ += rounds;
    if (rounds < left) return false;
    waiting_since_ = Clock::now();
    return true;
  }

  const Demand demand_;
  std::uint64_t parts_, most_rounds_;
  std::uint64_t part_ = 0, rounds_done_ = 0;
  std::uint64_t value_;
  std::optional<Clock::time_point> waiting_since_;
};

// The digest of a task whose demand is drawn: the same whatever was drawn, where what it found is what
// the closed form knows, and another one otherwise.
constexpr std::uint64_t digest_of_drawn(std::size_t index, std::uint64_t found,
                                        std::uint64_t known) {
  return found ^ known ^ scramble(index + 1);
}

inline bool computes(const Parameters& parameters) { return parameters.seconds("compute") > 0; }

inline bool needs_rounds(const Parameters& parameters) {
  return computes(parameters) && parameters.count("rounds") == 0;
}

inline constexpr MachineFigure rounds_figure{
    .fills = "rounds", .needed = needs_rounds, .measure = [] {
      return std::to_string(rounds_per_ms());
    }};

inline void refuse_unmeasured_rounds(std::string_view workload, const Parameters& parameters) {
  if (!needs_rounds(parameters)) return;
  throw BadParameter(std::string(workload) +
                     ".rounds: '0' is not allowed in a trial: it is measured before the run; give "
                     "the steps per millisecond, such as 741000");
}

inline void refuse_no_work(const std::string& workload, const Parameters& parameters) {
  if (computes(parameters) || parameters.seconds("wait") > 0) return;
  throw BadParameter(workload + ".compute and " + workload +
                     ".wait: '0s' is not allowed for both: give one of them a duration, or measure "
                     "the workload empty");
}

// CPU time of going to sleep and of waking up.
inline constexpr double wake_up_s = 5e-6;

inline ParameterSpec compute_spec(std::string_view fallback) {
  return {.key = "compute",
          .type = ParameterSpec::Type::duration,
          .fallback = fallback,
          .least = 0,
          .most = 3600,
          .about = "CPU time of each task, or the mean of it"};
}

inline ParameterSpec wait_spec(std::string_view fallback) {
  return {.key = "wait",
          .type = ParameterSpec::Type::duration,
          .fallback = fallback,
          .least = 0,
          .most = 3600,
          .about = "how long each task waits, or the mean of it"};
}

inline ParameterSpec spread_spec(std::string_view about) {
  return {.key = "spread",
          .type = ParameterSpec::Type::choice,
          .fallback = "fixed",
          .choices = {"fixed", "uniform", "exponential", "lognormal"},
          .about = about};
}

inline ParameterSpec rounds_spec() {
  return {.key = "rounds",
          .type = ParameterSpec::Type::count,
          .fallback = "0",
          .least = 0,
          .most = 1e9,
          .about = "steps per ms of compute; 0: as many as one CPU does, measured once per run",
          .applies = computes};
}

}  // namespace parbench
