// Tasks that compute and wait in turn, as a request does that needs a database.
#include "workloads/compute_and_wait.hpp"
#include "workloads/spread.hpp"

namespace parbench {
namespace {

constexpr std::uint64_t share_seed = 0x6d69786564;

std::vector<Demand> demands(const Parameters& parameters) {
  std::vector<Demand> result;
  for (const double share :
       spread_shares(parameters.text("spread"), share_seed, parameters.count("tasks"))) {
    result.push_back(demand_of(parameters, share));
  }
  return result;
}

class Mixed final : public Workload {
 public:
  explicit Mixed(const Parameters& parameters)
      : demands_(demands(parameters)), parts_(parameters.count("parts")) {
    refuse_unmeasured_rounds("mixed", parameters);
  }

  std::size_t task_count() const override { return demands_.size(); }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    ComputeAndWait task(index, demands_[index], parts_);
    return run_to_end(task);
  }

  std::unique_ptr<WaitingTask> start_task(std::size_t index, Worker&) const override {
    return std::make_unique<ComputeAndWait>(index, demands_[index], parts_);
  }

  std::uint64_t expected(std::size_t index) const override {
    return ComputeAndWait::expected(index, demands_[index], parts_);
  }

 private:
  std::vector<Demand> demands_;
  std::uint64_t parts_;
};

Estimate estimate(const Parameters& parameters) {
  const auto tasks = static_cast<double>(parameters.count("tasks"));
  const auto parts = static_cast<double>(parameters.count("parts"));
  return {.tasks = parameters.count("tasks"),
          .compute_s = tasks * (parameters.seconds("compute") + parts * wake_up_s),
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

std::unique_ptr<Workload> make(const Parameters& parameters, const std::filesystem::path&) {
  return std::make_unique<Mixed>(parameters);
}

}  // namespace

extern const WorkloadInfo mixed_workload;
const WorkloadInfo mixed_workload{
    .about = "tasks that compute and wait in turn, like requests to a service",
    .kind = WorkloadKind::mixed,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "64",
                    .least = 1,
                    .most = 1e6,
                    .about = "tasks per pass"},
                   compute_spec("2ms"),
                   wait_spec("18ms"),
                   {.key = "parts",
                    .type = ParameterSpec::Type::count,
                    .fallback = "1",
                    .least = 1,
                    .most = 1000,
                    .about = "times that a task computes and then waits, each a part of the whole"},
                   spread_spec(
                       "how the tasks' durations differ: always the same draws, with this mean"),
                   rounds_spec()},
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
    .check = [](const Parameters& parameters) { refuse_no_work("mixed", parameters); },
    .figure = &rounds_figure,
    .make = make,
};

}  // namespace parbench
