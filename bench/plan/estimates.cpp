// What a trial takes beforehand: rough estimates, and the lower bound by the times of its tasks.
#include <algorithm>
#include <queue>

#include "bench/plan/block_order.hpp"
#include "bench/plan/plan.hpp"

namespace parbench {
namespace {

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

// Time of what all workers need together, on CPUs that compute.
double shared_s(const Cell& cell, double cpu_s, double cpus) {
  return cpu_s / std::min<double>(cell.workers, std::max(cpus, 1.0));
}

}  // namespace

double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus) {
  if (!cell.unsupported.empty()) return 0;
  const double start_s =
      cell.start.trial_s + shared_s(cell, cell.start.worker_s * cell.workers, cpus);
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->estimate == nullptr) return start_s + min_sample_s;
  const Estimate serial = workload->estimate(cell.parameters);
  const auto tasks = static_cast<double>(
      serial.tasks > 0 ? serial.tasks : static_cast<std::uint64_t>(cell.workers));
  const double compute_s = cell.slowness * serial.compute_s + cell.start.task_s * tasks;
  const double work_s = shared_s(cell, compute_s, cpus) + serial.wait_s / cell.workers;
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

}  // namespace parbench
