#include "bench/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "bench/plan/block_order.hpp"
#include "bench/runner.hpp"

namespace parbench {
namespace {

const PlannedRunner* find(const std::vector<PlannedRunner>& runners, const std::string& name) {
  const auto found =
      std::find_if(runners.begin(), runners.end(), [&](const auto& r) { return r.name == name; });
  return found == runners.end() ? nullptr : &*found;
}

double rate_of(const std::string& name, const Parameters& parameters) {
  const WorkloadInfo* workload = find_workload(name);
  const bool known = workload != nullptr && workload->rate_per_s != nullptr;
  return known ? workload->rate_per_s(parameters) : 0;
}

std::string why_unsupported(const PlannedRunner* runner, const std::string& workload,
                            const Parameters& parameters, int workers) {
  if (runner == nullptr) return "no such runner";
  if (!runner->absent.empty()) return runner->absent;
  const auto& known = runner->workloads;
  if (std::find(known.begin(), known.end(), workload) == known.end())
    return "the runner has no workload " + workload;
  if (rate_of(workload, parameters) > 0 && !runner->in_order) return not_in_order;
  const WorkloadInfo* info = find_workload(workload);
  if (info == nullptr) return "";
  if (runner->on_hosts && info->helper != nullptr && info->helper->needed(parameters)) {
    return fmt::format(
        "its server would run on this machine only: --set {}.{} names one that all hosts reach",
        workload, info->helper->fills);
  }
  return why_not_shared(*info, parameters, runner->cannot_share, workers);
}

int fewest_workers(const ExperimentSpec& spec) {
  const WorkloadInfo* workload = find_workload(spec.workload);
  const bool known = workload != nullptr && workload->fewest_workers != nullptr;
  return known ? workload->fewest_workers(spec.parameters) : 1;
}

bool computes(const Experiment& experiment) {
  const WorkloadInfo* workload = find_workload(experiment.workload);
  return workload != nullptr &&
         (workload->kind == WorkloadKind::compute || workload->kind == WorkloadKind::mixed);
}

constexpr const char* capacity_probe = "capacity";
constexpr const char* bandwidth_probe = "bandwidth";

// Two passes of one copy.
constexpr double beside_sample_s = 0.05;

bool is_probe(const Cell& cell) {
  return cell.workload == capacity_probe || cell.workload == bandwidth_probe;
}

void add_probe(Plan& plan, const char* name, const std::set<int>& counts) {
  const WorkloadInfo* probe = find_workload(name);
  if (probe == nullptr) return;
  for (const int count : counts) {
    const Parameters parameters{name, probe->parameters, {{"copies", std::to_string(count)}}};
    plan.probes.push_back(plan.cells.size());
    plan.cells.push_back(
        {name, parameters, parameters.json(), probe_runner, count, "", 0, false, 1, {}, {}});
  }
}

}  // namespace

Cell planned_cell(const std::string& workload, const Parameters& parameters,
                  const std::string& runner, int workers,
                  const std::vector<PlannedRunner>& runners) {
  const PlannedRunner* known = find(runners, runner);
  const double slowness = known != nullptr ? known->slowness : 1;
  const StartTime start = known != nullptr ? known->start : StartTime{};
  const RunnerMemory memory = known != nullptr ? known->memory : RunnerMemory{};
  return {workload, parameters, parameters.json(),
          runner,   workers,    why_unsupported(known, workload, parameters, workers),
          0,        false,      slowness,
          start,    memory};
}

Plan make_plan(const std::vector<ExperimentSpec>& specs,
               const std::vector<PlannedRunner>& runners) {
  Plan plan;
  std::set<std::tuple<std::string, std::string, std::string, int>> seen;
  for (const ExperimentSpec& spec : specs) {
    const std::string params = spec.parameters.json();
    const bool open_loop = rate_of(spec.workload, spec.parameters) > 0;
    auto experiment = std::find_if(
        plan.experiments.begin(), plan.experiments.end(),
        [&](const Experiment& g) { return g.workload == spec.workload && g.params == params; });
    if (experiment == plan.experiments.end())
      experiment = plan.experiments.insert(experiment, {spec.workload, params, {}, 0, {}, false});
    const auto add = [&](const std::string& runner, int workers) {
      if (!seen.insert({spec.workload, params, runner, workers}).second) return;
      experiment->cells.push_back(plan.cells.size());
      plan.cells.push_back(planned_cell(spec.workload, spec.parameters, runner, workers, runners));
      plan.cells.back().traced = spec.traced;
    };
    if (!open_loop && fewest_workers(spec) == 1) add(base_runner, 1);
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

std::optional<std::size_t> partner_of(const Experiment& experiment, std::size_t cell) {
  const auto& cells = experiment.cells;
  const auto found = std::find(cells.begin(), cells.end(), cell);
  if (!experiment.paired || found == cells.end()) return std::nullopt;
  return cells[static_cast<std::size_t>(found - cells.begin()) ^ 1U];
}

void add_probes(Plan& plan, double usable_cpus) {
  const int cpus = std::max(1, static_cast<int>(std::floor(usable_cpus)));
  std::set<int> doubling{cpus}, streaming;
  for (int count = 1; count < cpus; count *= 2) doubling.insert(count);
  for (const Cell& cell : plan.cells) {
    if (cell.unsupported.empty() && streamed_bytes(cell) > 0)
      streaming.insert(std::min(cell.workers, cpus));
  }
  if (std::any_of(plan.experiments.begin(), plan.experiments.end(), computes))
    add_probe(plan, capacity_probe, doubling);
  add_probe(plan, bandwidth_probe, streaming);
}

std::vector<std::size_t> probes_before(const Plan& plan, const Experiment& experiment) {
  std::vector<std::size_t> mine;
  if (!computes(experiment)) return mine;
  for (const std::size_t probe : plan.probes) {
    if (plan.cells[probe].workload == capacity_probe) mine.push_back(probe);
  }
  return mine;
}

std::optional<std::size_t> probe_beside(const Plan& plan, std::size_t cell) {
  const Cell& mine = plan.cells[cell];
  if (is_probe(mine) || streamed_bytes(mine) == 0 || !mine.unsupported.empty()) return std::nullopt;
  std::optional<std::size_t> found;
  for (const std::size_t probe : plan.probes) {  // by ascending workers: the last that fits
    const Cell& other = plan.cells[probe];
    if (other.workload == bandwidth_probe && other.workers <= mine.workers) found = probe;
  }
  return found;
}

double least_sample_s(const Plan& plan, const Cell& cell) {
  return cell.workload == bandwidth_probe ? std::min(plan.min_sample_s, beside_sample_s)
                                          : plan.min_sample_s;
}

double rate_per_s(const Cell& cell) { return rate_of(cell.workload, cell.parameters); }

bool fails_as_planned(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  const bool known = workload != nullptr && workload->fails_as_planned != nullptr;
  return known && workload->fails_as_planned(cell.parameters);
}

std::uint64_t streamed_bytes(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  const bool known = workload != nullptr && workload->streamed_bytes != nullptr;
  return known ? workload->streamed_bytes(cell.parameters) : 0;
}

std::optional<std::size_t> base_of(const Plan& plan, const Experiment& experiment) {
  if (!experiment.stages.empty()) return std::nullopt;
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
    const Cell& base = plan.cells[cell];
    if (base.workload == experiment.workload && base.params == experiment.params &&
        base.runner == base_runner) {
      const bool usual = base.unsupported.empty() && rate_per_s(base) <= 0;
      return usual && !fails_as_planned(base) ? std::optional{cell} : std::nullopt;
    }
  }
  return std::nullopt;
}

int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most) {
  Plan one = plan;
  one.blocks = 1;
  const double block_s = estimated_run_s(one, cpus);
  int blocks = std::clamp(block_s > 0 ? static_cast<int>(limit_s / block_s) : most, least, most);
  while (blocks > least && !is_stop(blocks)) --blocks;
  return blocks;
}

bool is_stop(int blocks) {
  static const std::set<int> stops{3, 4, 6, 9, 12, 15, 20, 25, 30, 50, 80};
  return stops.contains(blocks) || (blocks > 80 && blocks % 50 == 0);
}

}  // namespace parbench
