// Loops of the same length that only compute, without memory or waiting: they show how many CPUs
// N workers keep busy.
#include "bench/digest.hpp"
#include "bench/workload.hpp"
#include "workloads/rounds.hpp"

namespace parbench {
namespace {

class BusyLoop final : public Workload {
 public:
  BusyLoop(std::size_t loops, std::uint64_t rounds) : loops_{loops}, rounds_{rounds} {}

  std::size_t task_count() const override { return loops_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    return scramble(run_rounds(rounds_, scramble(index + 1)));
  }

  std::uint64_t expected(std::size_t index) const override {
    return scramble(after_rounds(scramble(index + 1), rounds_));
  }

 private:
  std::size_t loops_;
  std::uint64_t rounds_;
};

Estimate estimate(const Parameters& parameters) {
  return {.tasks = parameters.count("loops"),
          .compute_s = static_cast<double>(parameters.count("loops")) *
                       static_cast<double>(parameters.count("rounds")) * round_s,
          .wait_s = 0,
          .memory_bytes = 0};
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<BusyLoop>(parameters.count("loops"), parameters.count("rounds"));
}

}  // namespace

extern const WorkloadInfo busy_loop_workload;
const WorkloadInfo busy_loop_workload{
    .about = "equal loops of integer steps: look at CPU seconds per second of wall time",
    .kind = WorkloadKind::compute,
    .parameters =
        {{.key = "loops",
          .type = ParameterSpec::Type::count,
          .fallback = "16",
          .least = 1,
          .most = 1e6,
          .about = "tasks per pass, all alike"},
         {.key = "rounds",
          .type = ParameterSpec::Type::count,
          .fallback = "200000",
          .least = 1,
          .most = 1e12,
          .about = "steps of each task; the default takes about 0.3 ms in C++, 20 ms in CPython"}},
    .small_cases = {{{"loops", "6"}, {"rounds", "1001"}}},
    .estimate = estimate,
    .make = make,
};

}  // namespace parbench
