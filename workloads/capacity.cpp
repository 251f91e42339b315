// The same fixed work in every task: how much more of it the machine does in the same time on N
// CPUs than on one is its measured capacity. Never part of a default run.
#include <array>

#include "bench/digest.hpp"
#include "bench/kernel.hpp"
#include "bench/workload.hpp"

namespace parbench {
namespace {

// Knuth's generator of MMIX, x -> a x + c modulo 2^64: a multiplication and an addition a step.
constexpr std::uint64_t multiplier = 6364136223846793005U;
constexpr std::uint64_t increment = 1442695040888963407U;

// As many independent chains as a multiplication takes cycles: together they keep the multiplier
// busy, and two hardware threads of one core gain nothing.
constexpr std::size_t chains = 4;
using Chains = std::array<std::uint64_t, chains>;

constexpr double round_s = 1.35e-9;  // a step of every chain, on server cores since 2018

PARBENCH_KERNEL void run_rounds(std::uint64_t rounds, Chains& values) {
  std::uint64_t a = values[0], b = values[1], c = values[2], d = values[3];
  for (std::uint64_t i = opaque(rounds); i != 0; --i) {
    // Hidden one by one, or a compiler makes vectors of them, here and not there.
    a = opaque(a * multiplier + increment);
    b = opaque(b * multiplier + increment);
    c = opaque(c * multiplier + increment);
    d = opaque(d * multiplier + increment);
  }
  values = {a, b, c, d};
}

// The step taken `rounds` times, by squaring: x -> a x + c twice is x -> a^2 x + (a c + c).
std::uint64_t after_rounds(std::uint64_t value, std::uint64_t rounds) {
  std::uint64_t a = multiplier, c = increment;
  for (; rounds != 0; rounds >>= 1) {
    if ((rounds & 1) != 0) value = a * value + c;
    c += a * c;
    a *= a;
  }
  return value;
}

Chains first_values(std::size_t index) {
  Chains values{};
  for (std::size_t i = 0; i < chains; ++i) values[i] = scramble(index * chains + i + 1);
  return values;
}

std::uint64_t digest_of(const Chains& values) {
  std::uint64_t digest = 0;
  for (const std::uint64_t value : values) digest = scramble(digest + value);
  return digest;
}

class Capacity final : public Workload {
 public:
  Capacity(std::size_t copies, std::uint64_t rounds) : copies_{copies}, rounds_{rounds} {}

  std::size_t task_count() const override { return copies_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    Chains values = first_values(index);
    run_rounds(rounds_, values);
    return digest_of(values);
  }

  std::uint64_t expected(std::size_t index) const override {
    Chains values = first_values(index);
    for (std::uint64_t& value : values) value = after_rounds(value, rounds_);
    return digest_of(values);
  }

 private:
  std::size_t copies_;
  std::uint64_t rounds_;
};

Estimate estimate(const Parameters& parameters) {
  return {.compute_s = static_cast<double>(parameters.count("copies")) *
                       static_cast<double>(parameters.count("rounds")) * round_s,
          .wait_s = 0,
          .memory_bytes = 0};
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Capacity>(parameters.count("copies"), parameters.count("rounds"));
}

}  // namespace

extern const WorkloadInfo capacity_workload;
const WorkloadInfo capacity_workload{
    .about = "copies of the same fixed work, for probing what the machine can do at once",
    .kind = WorkloadKind::checking,
    .parameters = {{.key = "copies",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1",
                    .least = 1,
                    .most = 100'000,
                    .about = "tasks a pass, all alike"},
                   {.key = "rounds",
                    .type = ParameterSpec::Type::count,
                    .fallback = "40000000",
                    .least = 1,
                    .most = 1e12,
                    .about =
                        "steps of each of a task's four chains; the default takes about 50 ms"}},
    .estimate = estimate,
    .make = make,
};

}  // namespace parbench
