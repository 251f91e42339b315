// The same fixed work in every task: the machine's measured capacity is how much more of it N CPUs
// do than one in the same time. A probe, never part of a default run.
#include <array>

#include "bench/digest.hpp"
#include "bench/kernel.hpp"
#include "bench/workload.hpp"
#include "workloads/lcg.hpp"

namespace parbench {
namespace {

// As many independent chains as a multiplication takes cycles: together they keep the multiplier
// busy, and two hardware threads of one core gain nothing.
constexpr std::size_t chains = 4;
using Chains = std::array<std::uint64_t, chains>;

constexpr double round_s = 1.35e-9;  // a step of every chain, on server cores since 2018

PARBENCH_KERNEL void run_rounds(std::uint64_t rounds, Chains& values) {
  std::uint64_t a = values[0], b = values[1], c = values[2], d = values[3];
  for (std::uint64_t i = opaque(rounds); i != 0; --i) {
    // Hidden one by one, because some compilers would vectorise them.
    a = opaque(lcg_step(a));
    b = opaque(lcg_step(b));
    c = opaque(lcg_step(c));
    d = opaque(lcg_step(d));
  }
  values = {a, b, c, d};
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
    for (std::uint64_t& value : values) value = after_lcg_steps(value, rounds_);
    return digest_of(values);
  }

 private:
  std::size_t copies_;
  std::uint64_t rounds_;
};

Estimate estimate(const Parameters& parameters) {
  return {.tasks = parameters.count("copies"),
          .compute_s = static_cast<double>(parameters.count("copies")) *
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
    .about = "copies of the same fixed work, for probing the capacity of its CPUs",
    .kind = WorkloadKind::checking,
    .parameters = {{.key = "copies",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1",
                    .least = 1,
                    .most = 100'000,
                    .about = "tasks per pass, all alike"},
                   {.key = "rounds",
                    .type = ParameterSpec::Type::count,
                    .fallback = "40000000",
                    .least = 1,
                    .most = 1e12,
                    .about =
                        "steps of each of a task's four chains; the default takes about 50 ms"}},
    .small_cases = {{{"copies", "6"}, {"rounds", "1001"}}},
    .estimate = estimate,
    .make = make,
};

}  // namespace parbench
