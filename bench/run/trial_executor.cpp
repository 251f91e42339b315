// From a planned trial to a row on disk.
#include "bench/run/trial_executor.hpp"

#include <cmath>
#include <iostream>
#include <limits>

#include "bench/cli/selection.hpp"
#include "bench/output/google_benchmark_adapter.hpp"
#include "bench/output/terminal.hpp"
#include "bench/plan/disturbance.hpp"
#include "bench/run/trial.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

std::vector<double> planned_seconds(const Plan& plan, double cpus) {
  std::vector<double> seconds;
  seconds.reserve(plan.cells.size());
  for (const Cell& cell : plan.cells)
    seconds.push_back(estimated_trial_s(cell, plan.min_sample_s, cpus));
  return seconds;
}

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const NamedWorkload& workload : workloads()) names.emplace_back(workload.name);
  return names;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TrialExecutor::TrialExecutor(const RunOptions& options, Plan& plan, RunContext& context,
                             const RunNames& names, const std::filesystem::path& folder)
    : options_{options},
      plan_{plan},
      context_{context},
      names_{names},
      launcher_{context.guard, build_folder() / "helpers", context.scratch.path()},
      rows_{folder},
      history_{plan},
      summary_{workload_names(), context.runner_names()},
      progress_{std::cerr,
                [&] {
                  ProgressOptions shown = progress_options(options);
                  shown.most_s = [this] {
                    return most_left_s_ ? most_left_s_() : std::numeric_limits<double>::infinity();
                  };
                  return shown;
                }(),
                planned_seconds(plan, context.cpus.usable)} {}

void TrialExecutor::remember(const Sample& sample) {
  history_.add(sample);
  summary_.add(sample);
}

Sample TrialExecutor::measure(const PlannedTrial& trial) {
  Cell& cell = plan_.cells[trial.cell];
  Sample sample = sample_of(trial, cell, names_, context_);
  const std::string name = cell_name(cell);
  progress_.before_trial(trial.cell, name + ", block " + std::to_string(trial.block));
  if (cell.unsupported.empty()) {
    fill_in(sample, launch(trial, cell));
    judge(sample, trial.cell);
  } else {
    sample.status = Status::unsupported;
    sample.reason = cell.unsupported;
  }
  rows_.append(sample);
  remember(sample);
  if (sample.record && cell.passes == 0) cell.passes = sample.record->passes;
  tell(sample, name);
  progress_.after_trial();
  return sample;
}

Outcome TrialExecutor::launch(const PlannedTrial& trial, const Cell& cell) {
  Launch launch = launch_of(cell, plan_, context_, options_.timeout_s);
  launch.slowdown = trial.slowdown;
  launch.trace = cell.traced && trial.block == 1 && trial.role == "cell";
  const bool own =
      static_cast<std::size_t>(launch.runner - context_.runners.data()) >= context_.own_from;
  if (own) launch.expected_digest = digest_of(trial.experiment, cell);
  Outcome outcome;
  const auto start = std::chrono::steady_clock::now();
  run_as_benchmark(cell_name(cell), [&]() -> std::optional<double> {
    outcome = launcher_.run(launch);
    if (!outcome.record) return std::nullopt;
    return outcome.record->wall_s;
  });
  in_trials_s_ += seconds_since(start);
  return outcome;
}

// What the serial runner's checked results sum up to: a user's own executable must arrive at the
// same.
std::uint64_t TrialExecutor::digest_of(std::size_t experiment, const Cell& cell) {
  if (const auto known = digests_.find(experiment); known != digests_.end()) return known->second;
  Cell serial = cell;
  serial.runner = base_runner;
  serial.workers = 1;
  serial.passes = 1;
  const Outcome outcome = launcher_.run(launch_of(serial, plan_, context_, options_.timeout_s));
  if (!outcome.record)
    throw std::runtime_error("the serial runner failed on " + cell.workload + ": " +
                             outcome.reason);
  return digests_[experiment] = outcome.record->digest.sum;
}

// By what was measured beside the trial, never by its time.
void TrialExecutor::judge(Sample& sample, std::size_t cell) const {
  if (sample.status != Status::ok) return;
  const WorkloadInfo* workload = find_workload(sample.workload);
  const bool probe = sample.role == "probe";
  const WorkloadKind kind = probe || workload == nullptr ? WorkloadKind::compute : workload->kind;
  sample.disturbance = disturbance_of(sample, kind, context_.cpus);
  // How long reading takes is the memory's affair, which others use too: no clock.
  const bool clock = probe && streamed_bytes(plan_.cells[cell]) == 0;
  if (clock && sample.disturbance.empty() && sample.record && sample.record->cpu_s &&
      drifted(*sample.record->cpu_s, history_.undisturbed_probes_cpu_s(cell))) {
    sample.disturbance = "clock_drift";
  }
}

void TrialExecutor::tell(const Sample& sample, const std::string& name) {
  if (sample.status != Status::ok && sample.status != Status::unsupported) {
    progress_.note("parbench: " + name + " " + status_name(sample.status) + ": " + sample.reason);
  } else if (options_.verbose && sample.record) {
    progress_.note(name + " " + human_duration(sample.record->wall_s) +
                   (sample.disturbance.empty() ? "" : " (" + sample.disturbance + ")"));
  }
}

}  // namespace parbench
