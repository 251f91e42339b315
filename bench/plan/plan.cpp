#include "bench/plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <set>
#include <tuple>

#include "bench/plan/block_order.hpp"

namespace parbench {
namespace {

constexpr double start_s = 5e-3;                    // process start, guard's answer, row
constexpr std::uint64_t process_bytes = 8U << 20U;  // a small process with its libraries

const PlannedRunner* find(const std::vector<PlannedRunner>& runners, const std::string& name) {
  const auto found =
      std::find_if(runners.begin(), runners.end(), [&](const auto& r) { return r.name == name; });
  return found == runners.end() ? nullptr : &*found;
}

std::string why_unsupported(const PlannedRunner* runner, const std::string& workload) {
  if (runner == nullptr) return "no such runner";
  if (!runner->absent.empty()) return runner->absent;
  const auto& known = runner->workloads;
  if (std::find(known.begin(), known.end(), workload) == known.end())
    return "the runner has no workload " + workload;
  return "";
}

bool computes(const Experiment& experiment) {
  const WorkloadInfo* workload = find_workload(experiment.workload);
  return workload != nullptr && workload->kind == WorkloadKind::compute;
}

constexpr const char* capacity_probe = "capacity";
constexpr const char* bandwidth_probe = "bandwidth";

bool streams(const Plan& plan, const Experiment& experiment) {
  return !experiment.cells.empty() && streamed_bytes(plan.cells[experiment.cells.front()]) > 0;
}

void add_probe(Plan& plan, const char* name, double usable_cpus) {
  const WorkloadInfo* probe = find_workload(name);
  if (probe == nullptr) return;
  const int cpus = std::max(1, static_cast<int>(std::floor(usable_cpus)));
  std::set<int> counts{cpus};
  for (int count = 1; count < cpus; count *= 2) counts.insert(count);
  // Under thread_per_task, because the threads of a pool may wake up on one CPU and stay there for
  // some milliseconds.
  for (const int count : counts) {
    const Parameters parameters{name, probe->parameters, {{"copies", std::to_string(count)}}};
    plan.probes.push_back(plan.cells.size());
    plan.cells.push_back(
        {name, parameters, parameters.json(), "thread_per_task", count, "", 0, false, 1});
  }
}

}  // namespace

Plan make_plan(const std::vector<ExperimentSpec>& specs,
               const std::vector<PlannedRunner>& runners) {
  Plan plan;
  std::set<std::tuple<std::string, std::string, std::string, int>> seen;
  for (const ExperimentSpec& spec : specs) {
    const std::string params = spec.parameters.json();
    auto experiment = std::find_if(
        plan.experiments.begin(), plan.experiments.end(),
        [&](const Experiment& g) { return g.workload == spec.workload && g.params == params; });
    if (experiment == plan.experiments.end())
      experiment = plan.experiments.insert(experiment, {spec.workload, params, {}, 0, {}, false});
    const auto add = [&](const std::string& runner, int workers) {
      const PlannedRunner* known = find(runners, runner);
      const double slowness = known != nullptr ? known->slowness : 1;
      if (!seen.insert({spec.workload, params, runner, workers}).second) return;
      experiment->cells.push_back(plan.cells.size());
      plan.cells.push_back({spec.workload, spec.parameters, params, runner, workers,
                            why_unsupported(known, spec.workload), 0, spec.traced, slowness});
    };
    add(base_runner, 1);
    for (const std::string& name : spec.runners) {
      const PlannedRunner* runner = find(runners, name);
      if (runner != nullptr && !runner->scales) {
        add(name, 1);
        continue;
      }
      for (const int workers : spec.workers) add(name, workers);
    }
  }
  return plan;
}

void add_probes(Plan& plan, double usable_cpus) {
  const auto any = [&](auto condition) {
    return std::any_of(plan.experiments.begin(), plan.experiments.end(), condition);
  };
  if (any(computes)) add_probe(plan, capacity_probe, usable_cpus);
  if (any([&](const Experiment& experiment) { return streams(plan, experiment); }))
    add_probe(plan, bandwidth_probe, usable_cpus);
}

std::vector<std::size_t> probes_of(const Plan& plan, const Experiment& experiment) {
  std::vector<std::size_t> mine;
  if (!computes(experiment)) return mine;
  for (const std::size_t probe : plan.probes) {
    if (plan.cells[probe].workload != bandwidth_probe || streams(plan, experiment))
      mine.push_back(probe);
  }
  return mine;
}

std::uint64_t streamed_bytes(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  const bool known = workload != nullptr && workload->streamed_bytes != nullptr;
  return known ? workload->streamed_bytes(cell.parameters) : 0;
}

std::optional<std::size_t> base_of(const Plan& plan, const Experiment& experiment) {
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
    const Cell& base = plan.cells[cell];
    if (base.workload == experiment.workload && base.params == experiment.params &&
        base.runner == base_runner) {
      return base.unsupported.empty() ? std::optional{cell} : std::nullopt;
    }
  }
  return std::nullopt;
}

double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus) {
  if (!cell.unsupported.empty()) return 0;
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->estimate == nullptr) return start_s + min_sample_s;
  const Estimate serial = workload->estimate(cell.parameters);
  const double pass_s =
      cell.slowness * serial.compute_s / std::min<double>(cell.workers, std::max(cpus, 1.0)) +
      serial.wait_s / cell.workers;
  // A cold pass, then a sample of whole passes, on average half a pass longer than requested.
  return start_s + 1.2 * pass_s + std::max(min_sample_s + pass_s / 2, pass_s);
}

double estimated_block_s(const Plan& plan, const Experiment& experiment, double cpus) {
  double block_s = 0;
  for (const PlannedTrial& trial : block_trials(plan, experiment, 1))
    block_s += estimated_trial_s(plan.cells[trial.cell], plan.min_sample_s, cpus);
  for (const std::size_t probe : probes_of(plan, experiment))
    block_s += estimated_trial_s(plan.cells[probe], plan.min_sample_s, cpus);
  return block_s;
}

double estimated_run_s(const Plan& plan, double cpus) {
  double run_s = 0;
  for (const Experiment& experiment : plan.experiments)
    run_s += estimated_block_s(plan, experiment, cpus) * blocks_of(plan, experiment);
  return run_s;
}

std::uint64_t estimated_memory_bytes(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  const std::uint64_t data = workload != nullptr && workload->estimate != nullptr
                                 ? workload->estimate(cell.parameters).memory_bytes
                                 : 0;
  return data + process_bytes * static_cast<std::uint64_t>(1 + cell.workers);
}

std::optional<double> bound_s(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->waits_s == nullptr) return std::nullopt;
  const std::vector<double> waits = workload->waits_s(cell.parameters);
  if (waits.empty()) return std::nullopt;
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (int worker = 0; worker < cell.workers; ++worker) free_at.push(0);
  double last = 0;
  for (const double wait : waits) {
    const double end = free_at.top() + wait;
    free_at.pop();
    free_at.push(end);
    last = std::max(last, end);
  }
  return last;
}

int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most) {
  Plan one = plan;
  one.blocks = 1;
  const double block_s = estimated_run_s(one, cpus);
  int blocks = std::clamp(block_s > 0 ? static_cast<int>(limit_s / block_s) : most, least, most);
  while (blocks > 6 && blocks > least && !is_stop(blocks)) --blocks;
  return blocks;
}

bool is_stop(int blocks) {
  static const std::set<int> stops{6, 9, 12, 15, 20, 25, 30, 50, 80};
  return stops.contains(blocks) || (blocks > 80 && blocks % 50 == 0);
}

}  // namespace parbench
