#include "bench/plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <set>
#include <tuple>

#include "bench/plan/block_order.hpp"
#include "bench/runner.hpp"

namespace parbench {
namespace {

constexpr double start_s = 5e-3;  // process start, guard's answer, row

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

std::vector<TaskTime> task_times(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->task_times == nullptr) return {};
  return workload->task_times(cell.parameters);
}

// Workers of which tasks can be at work.
int most_at_once(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->most_at_once == nullptr) return cell.workers;
  const std::size_t most = workload->most_at_once(cell.parameters);
  return most == 0 ? cell.workers
                   : static_cast<int>(std::min(most, static_cast<std::size_t>(cell.workers)));
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
        {name, parameters, parameters.json(), probe_runner, count, "", 0, false, 1, {}});
  }
}

}  // namespace

Cell planned_cell(const std::string& workload, const Parameters& parameters,
                  const std::string& runner, int workers,
                  const std::vector<PlannedRunner>& runners) {
  const PlannedRunner* known = find(runners, runner);
  const double slowness = known != nullptr ? known->slowness : 1;
  const RunnerMemory memory = known != nullptr ? known->memory : RunnerMemory{};
  return {workload, parameters, parameters.json(),
          runner,   workers,    why_unsupported(known, workload, parameters, workers),
          0,        false,      slowness,
          memory};
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

double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus) {
  if (!cell.unsupported.empty()) return 0;
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->estimate == nullptr) return start_s + min_sample_s;
  const Estimate serial = workload->estimate(cell.parameters);
  const double work_s =
      cell.slowness * serial.compute_s / std::min<double>(cell.workers, std::max(cpus, 1.0)) +
      serial.wait_s / cell.workers;
  const double pass_s = std::max(work_s, serial.arrivals_s);
  // A cold pass, then a sample of whole passes, on average half a pass longer than requested.
  return start_s + 1.2 * pass_s + std::max(min_sample_s + pass_s / 2, pass_s);
}

double estimated_block_s(const Plan& plan, const Experiment& experiment, double cpus) {
  double block_s = 0;
  const auto add = [&](std::size_t cell) {
    block_s += estimated_trial_s(plan.cells[cell], least_sample_s(plan, plan.cells[cell]), cpus);
  };
  for (const PlannedTrial& trial : block_trials(plan, experiment, 1)) {
    if (const auto probe = probe_beside(plan, trial.cell)) add(*probe);
    add(trial.cell);
  }
  for (const std::size_t probe : probes_before(plan, experiment)) add(probe);
  return block_s;
}

double estimated_run_s(const Plan& plan, double cpus) {
  double run_s = 0;
  for (const Experiment& experiment : plan.experiments)
    run_s += estimated_block_s(plan, experiment, cpus) * blocks_of(plan, experiment);
  return run_s;
}

MemoryNeed estimated_memory(const Cell& cell) {
  const auto workers = static_cast<std::uint64_t>(cell.workers);
  MemoryNeed need{cell.memory.process_bytes + cell.memory.worker_bytes * workers, 0};
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->estimate == nullptr) return need;
  const Estimate estimate = workload->estimate(cell.parameters);
  const auto copies = cell.memory.copies.find(cell.workload);
  if (copies != cell.memory.copies.end()) {
    const double times = copies->second.per_trial + copies->second.per_worker * cell.workers;
    need.own_bytes +=
        static_cast<std::uint64_t>(times * static_cast<double>(estimate.memory_bytes));
  } else {
    (estimate.stored ? need.stored_bytes : need.own_bytes) += estimate.memory_bytes;
  }
  return need;
}

std::optional<Bound> bound_of(const Cell& cell) {
  const std::vector<TaskTime> tasks = task_times(cell);
  if (tasks.empty()) return std::nullopt;
  const auto later = [](const Bound& a, const Bound& b) { return a.pass_s > b.pass_s; };
  std::priority_queue<Bound, std::vector<Bound>, decltype(later)> workers(later);
  const int at_once = most_at_once(cell);
  for (int worker = 0; worker < at_once; ++worker) workers.push({});
  Bound last;
  for (const TaskTime& task : tasks) {
    Bound worker = workers.top();
    workers.pop();
    worker.pass_s += task.compute_s + task.wait_s;
    worker.compute_s += task.compute_s;
    workers.push(worker);
    if (worker.pass_s > last.pass_s) last = worker;
  }
  return last;
}

double computing_s(const Cell& cell) {
  double sum_s = 0;
  for (const TaskTime& task : task_times(cell)) sum_s += task.compute_s;
  return sum_s;
}

std::optional<double> computing_share(const Cell& cell, double usable_cpus) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr) return 1;
  if (workload->kind == WorkloadKind::waiting) return 0;
  if (workload->kind == WorkloadKind::unknown) return std::nullopt;
  if (workload->kind != WorkloadKind::mixed) return 1;
  const Estimate serial = workload->estimate(cell.parameters);
  const double cpus = std::min<double>(cell.workers, std::max(usable_cpus, 1.0));
  if (serial.arrivals_s > 0) return std::min(1.0, serial.compute_s / serial.arrivals_s / cpus);
  const double share = serial.compute_s / (serial.compute_s + serial.wait_s);
  return std::min(1.0, share * cell.workers / cpus);
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
