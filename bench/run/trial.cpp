// Names and numbers from plan and record into a row.
#include "bench/run/trial.hpp"

#include "bench/run/folders.hpp"

namespace parbench {

Launch launch_of(const Cell& cell, const Plan& plan, const RunContext& context,
                 std::optional<double> timeout_s) {
  Launch launch;
  launch.runner = &context.runner(cell.runner);
  launch.workload = find_workload(cell.workload);
  launch.workload_name = cell.workload;
  launch.parameters = cell.parameters;
  launch.workers = cell.workers;
  launch.passes = cell.passes;
  launch.min_sample_s = plan.min_sample_s;
  launch.deadline_s = timeout_s.value_or(30 + 20 * estimated_trial_s(cell, plan.min_sample_s, 1));
  return launch;
}

Sample sample_of(const PlannedTrial& trial, const Cell& cell, const RunNames& names,
                 const RunContext& context) {
  Sample sample;
  sample.run_id = names.run_id;
  sample.machine_id = names.machine_id;
  sample.session = names.session;
  sample.block = trial.block;
  sample.position = trial.position;
  sample.attempt = trial.attempt;
  sample.role = trial.role;
  if (trial.slowdown > 0) sample.slowdown = trial.slowdown;
  sample.workload = cell.workload;
  sample.params = cell.params;
  sample.runner = cell.runner;
  sample.workers = cell.workers;
  sample.usable_cpus = context.cpus.usable;
  sample.started_at = utc_now();
  return sample;
}

void fill_in(Sample& sample, const Outcome& outcome) {
  sample.status = outcome.status;
  sample.reason = outcome.reason;
  sample.exit_signal = outcome.exit_signal;
  sample.helper_cpu_s = outcome.helper_cpu_s;
  sample.record = outcome.record;
  const WorkloadInfo* const workload = find_workload(sample.workload);
  if (sample.record && sample.record->observed && workload)
    sample.record->observed->name = workload->observed;
}

}  // namespace parbench
