#include "bench/run/trial_executor.hpp"

#include <fmt/format.h>

#include <iostream>

#include "bench/launch/tree.hpp"
#include "bench/output/google_benchmark_adapter.hpp"
#include "bench/plan/cell_names.hpp"
#include "bench/plan/disturbance.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr double least_told_s = 1;  // of a pause, while the run goes on

std::vector<double> planned_seconds(const Plan& plan, double cpus) {
  std::vector<double> seconds;
  seconds.reserve(plan.cells.size());
  for (const Cell& cell : plan.cells)
    seconds.push_back(estimated_trial_s(cell, least_sample_s(plan, cell), cpus));
  return seconds;
}

void fill_in(Sample& sample, const Outcome& outcome) {
  sample.status = outcome.status;
  sample.reason = outcome.reason;
  sample.exit_signal = outcome.exit_signal;
  sample.helper_cpu_s = outcome.helper_cpu_s;
  sample.record = outcome.record;
  if (outcome.pause.is_noticed()) sample.pause = outcome.pause;
  if (sample.record && !reports_load(*sample.record)) sample.outside_load = outcome.outside_load;
  const WorkloadInfo* const workload = find_workload(sample.workload);
  if (sample.record && sample.record->observed && workload)
    sample.record->observed->name = workload->observed;
}

}  // namespace

Launch launch_of(const Cell& cell, const Plan& plan, const RunContext& context,
                 std::optional<double> timeout_s) {
  Launch launch;
  launch.runner = &context.runner(cell.runner);
  launch.workload = find_workload(cell.workload);
  launch.workload_name = cell.workload;
  launch.parameters = cell.parameters;
  launch.workers = cell.workers;
  launch.passes = cell.passes;
  launch.min_sample_s = least_sample_s(plan, cell);
  launch.deadline_s = timeout_s.value_or(30 + 20 * estimated_trial_s(cell, launch.min_sample_s, 1));
  return launch;
}

TrialExecutor::TrialExecutor(const RunOptions& options, Plan& plan, RunContext& context,
                             const RunNames& names, const std::filesystem::path& folder)
    : options_{options},
      plan_{plan},
      context_{context},
      names_{names},
      launcher_{context.guard, own_tree().helpers, context.scratch.path()},
      rows_{folder},
      history_{plan},
      progress_{std::cerr, progress_options(options), planned_seconds(plan, context.cpus.usable)} {}

void TrialExecutor::know_new_cells() {
  history_.know_new_cells();
  progress_.plan(planned_seconds(plan_, context_.cpus.usable));
}

void TrialExecutor::remember(const Sample& sample) {
  history_.add(sample);
  summary_.add(sample);
}

Sample TrialExecutor::new_sample(const PlannedTrial& trial, const Cell& cell) const {
  Sample sample;
  sample.run_id = names_.run_id;
  sample.machine_id = names_.machine_id;
  sample.session = names_.session;
  sample.block = trial.block;
  sample.position = trial.position;
  sample.attempt = trial.attempt;
  sample.role = trial.role;
  if (trial.slowdown > 0) sample.slowdown = trial.slowdown;
  sample.workload = cell.workload;
  sample.params = cell.params;
  sample.runner = cell.runner;
  sample.workers = cell.workers;
  sample.usable_cpus = context_.cpus.usable;
  sample.started_at = utc_now();
  return sample;
}

Sample TrialExecutor::measure(const PlannedTrial& trial) {
  Cell& cell = plan_.cells[trial.cell];
  Sample sample = new_sample(trial, cell);
  const std::string name = one_line(cell_name(cell), 100);  // a command may be long
  const double paused_before_s = paused_s_;
  progress_.before_trial(trial.cell, fmt::format("{}, block {}", name, trial.block));
  if (cell.unsupported.empty()) {
    fill_in(sample, launch(trial, cell));
    judge(sample, trial.cell);
  } else {
    sample.status = Status::unsupported;
    sample.reason = cell.unsupported;
  }
  rows_.append(sample);
  remember(sample);
  if (sample.record && cell.passes == 0) {
    cell.passes = sample.record->passes;
    // A mean over another number of passes would not be the same measurement.
    const auto partner = partner_of(plan_.experiments[trial.experiment], trial.cell);
    if (partner) plan_.cells[*partner].passes = cell.passes;
  }
  report(sample, name, fails_as_planned(cell));
  progress_.after_trial(paused_s_ - paused_before_s);
  return sample;
}

Outcome TrialExecutor::launch(const PlannedTrial& trial, const Cell& cell) {
  Launch launch = launch_of(cell, plan_, context_, options_.timeout_s);
  launch.slowdown = trial.slowdown;
  launch.trace = cell.traced && trial.block == 1 && trial.role == "cell";
  const bool own =
      static_cast<std::size_t>(launch.runner - context_.runners.data()) >= context_.own_from;
  if (launch.workload != nullptr && !launch.workload->draw.empty())
    launch.parameters.fill(launch.workload->draw, std::to_string(trial.block));
  const Experiment& experiment = plan_.experiments[trial.experiment];
  if (experiment.digest && trial.role != "probe") {
    launch.expected_digest = experiment.digest;
  } else if (own) {
    launch.expected_digest = digest_of(trial.experiment, cell);
  }
  Pause earlier;  // of attempts that leave no row
  for (int attempt = 1;; ++attempt) {
    const auto start = std::chrono::steady_clock::now();
    Outcome outcome = run_as_benchmark(launcher_, launch);
    in_trials_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    paused_s_ += outcome.pause.paused_s;
    const bool failed = outcome.status == Status::failed || outcome.status == Status::timeout;
    const bool again = failed && outcome.pause.is_of_run() && attempt < most_attempts;
    earlier += outcome.pause;
    if (!again) {
      outcome.pause = earlier;
      return outcome;
    }
    // Time limits of its own, as of a request, went on while it could do nothing about them.
    progress_.note(fmt::format(
        "parbench: {} was paused for {} and then {}: {}; it is started again", cell_name(cell),
        human_duration(outcome.pause.total_s()), status_name(outcome.status), outcome.reason));
  }
}

// The digest of the serial runner's checked results: a user's own executable must arrive at the
// same.
std::uint64_t TrialExecutor::digest_of(std::size_t experiment, const Cell& cell) {
  if (const auto known = digests_.find(experiment); known != digests_.end()) return known->second;
  Cell serial = cell;
  serial.runner = base_runner;
  serial.workers = 1;
  serial.passes = 1;
  const Outcome outcome = launcher_.run(launch_of(serial, plan_, context_, options_.timeout_s));
  if (!outcome.record) {
    throw std::runtime_error(
        fmt::format("the serial runner failed on {}: {}", cell.workload, outcome.reason));
  }
  return digests_[experiment] = outcome.record->digest.sum;
}

// By what was measured beside the trial, never by its time.
void TrialExecutor::judge(Sample& sample, std::size_t cell) const {
  if (sample.status != Status::ok) return;
  const bool probe = sample.role == "probe";
  const auto share = computing_share(plan_.cells[cell], context_.cpus.usable);
  sample.disturbance = disturbance_of(sample, share, context_.cpus);
  // The time of reading depends on the memory, which others use too: it says nothing of the clock.
  const bool clock = probe && streamed_bytes(plan_.cells[cell]) == 0;
  if (clock && sample.disturbance.empty() && sample.record && sample.record->cpu_s &&
      drifted(*sample.record->cpu_s, history_.undisturbed_probes_cpu_s(cell))) {
    sample.disturbance = "clock_drift";
  }
}

void TrialExecutor::report(const Sample& sample, const std::string& name, bool planned_failure) {
  const std::string paused =
      sample.pause ? fmt::format("paused {}", human_duration(sample.pause->total_s())) : "";
  if (sample.pause && sample.pause->total_s() >= least_told_s)
    progress_.note(fmt::format("parbench: {} during {}{}", paused, name,
                               sample.disturbance == "paused" ? ": it is repeated" : ""));
  const bool planned = sample.status == Status::failed && planned_failure;
  const bool failed = sample.status != Status::ok && sample.status != Status::unsupported;
  if (failed && (!planned || options_.verbose)) {
    progress_.note(
        fmt::format("parbench: {} {}: {}", name, status_name(sample.status), sample.reason));
  } else if (options_.verbose && sample.record) {
    const std::string disturbance =
        sample.disturbance.empty()
            ? ""
            : fmt::format(" (disturbed: {})",
                          sample.disturbance == "paused" ? paused : sample.disturbance);
    progress_.note(
        fmt::format("{} {}{}", name, human_duration(sample.record->wall_s), disturbance));
  }
}

}  // namespace parbench
