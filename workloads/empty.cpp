// Tasks that do nothing: the time is the runner's own cost, and no evidence about real work.
#include "bench/workload.hpp"

namespace parbench {
namespace {

class Empty final : public Workload {
 public:
  explicit Empty(std::size_t tasks) : tasks_(tasks) {}

  std::size_t task_count() const override { return tasks_; }
  std::uint64_t run_task(std::size_t index, Worker&) const override { return index; }
  std::uint64_t expected(std::size_t index) const override { return index; }

 private:
  std::size_t tasks_;
};

Estimate estimate(const Parameters& parameters) {
  return {.tasks = parameters.count("tasks"),
          .compute_s = static_cast<double>(parameters.count("tasks")) * 10e-9,
          .wait_s = 0,
          .memory_bytes = 0};
}

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Empty>(parameters.count("tasks"));
}

}  // namespace

extern const WorkloadInfo empty_workload;
const WorkloadInfo empty_workload{
    .about = "tasks that do nothing: the floor under every runner",
    .kind = WorkloadKind::floor,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1000",
                    .least = 1,
                    .most = 100e6,
                    .about = "tasks per pass"}},
    .small_cases = {{{"tasks", "100"}}},
    .estimate = estimate,
    .make = make,
};

}  // namespace parbench
