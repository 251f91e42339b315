#include "bench/plan/ab_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/run_options.hpp"

namespace parbench {
namespace {

bool has(const PlannedRunner& runner, const std::string& workload) {
  const auto& known = runner.workloads;
  return runner.absent.empty() && std::find(known.begin(), known.end(), workload) != known.end();
}

double normal_quantile(double share) {
  double low = -10, high = 10;
  while (high - low > 1e-9) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < share ? low : high) = middle;
  }
  return low;
}

}  // namespace

const Preset& ab_preset() {
  static const Preset preset{"ab",     "", 0.1,
                             100,      6,  110,
                             "1,cpus", {}, {{"primes", {}, {}, ""}, {"range_sum", {}, {}, ""}}};
  return preset;
}

std::vector<std::string> ab_workloads(const std::vector<PlannedRunner>& runners) {
  const auto any_has = [&](const std::string& workload) {
    return std::any_of(runners.begin(), runners.end(),
                       [&](const PlannedRunner& runner) { return has(runner, workload); });
  };
  std::vector<std::string> names;
  for (const PresetExperiment& experiment : ab_preset().experiments) {
    if (any_has(experiment.workload)) names.push_back(experiment.workload);
  }
  if (!names.empty()) return names;
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind != WorkloadKind::checking && any_has(std::string(workload.name)))
      names.emplace_back(workload.name);
  }
  return names;
}

Plan ab_plan(const std::vector<ExperimentSpec>& specs, const std::vector<PlannedRunner>& runners,
             const std::vector<std::string>& labels) {
  Plan plan;
  for (const ExperimentSpec& spec : specs) {
    Experiment experiment;
    experiment.workload = spec.workload;
    experiment.params = spec.parameters.json();
    experiment.paired = true;
    const auto same = [&](const Experiment& other) {
      return other.workload == experiment.workload && other.params == experiment.params;
    };
    if (std::any_of(plan.experiments.begin(), plan.experiments.end(), same)) continue;
    for (const PlannedRunner& runner : runners) {
      const auto& wanted = spec.runners;
      if (std::find(wanted.begin(), wanted.end(), runner.name) == wanted.end()) continue;
      if (!has(runner, spec.workload)) continue;
      for (const int workers : runner.scales ? spec.workers : std::vector<int>{1}) {
        for (const std::string& label : labels) {
          experiment.cells.push_back(plan.cells.size());
          plan.cells.push_back({spec.workload, spec.parameters, experiment.params,
                                label + ":" + runner.name, workers, "", 0, false, runner.slowness,
                                runner.start, runner.memory});
        }
      }
    }
    if (experiment.cells.empty()) {
      throw UsageError(fmt::format("--workloads: no runner of both sides has '{}'", spec.workload));
    }
    plan.experiments.push_back(std::move(experiment));
  }
  return plan;
}

// The joint interval reaches z(1 - 0.025 / cells) standard errors to either side (Bonferroni). It
// excludes 1 with a probability of 90 % if the change is z(0.9) of them further away.
double width_to_find(double find, std::size_t cells) {
  const double joint =
      normal_quantile(1 - 0.025 / static_cast<double>(std::max<std::size_t>(cells, 1)));
  const double standard_error = std::log1p(find) / (joint + normal_quantile(0.9));
  return 2 * std::sinh(normal_quantile(0.975) * standard_error);
}

}  // namespace parbench
