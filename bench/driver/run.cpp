// The way of the data in one place: options, plan, trials, rows, summary.
#include "bench/driver/run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "bench/driver/dry_run.hpp"
#include "bench/driver/google_front.hpp"
#include "bench/driver/google_json.hpp"
#include "bench/driver/progress.hpp"
#include "bench/driver/run_files.hpp"
#include "bench/driver/terminal.hpp"
#include "bench/driver/trial.hpp"
#include "bench/rows/sample_file.hpp"
#include "bench/summary/closing_table.hpp"
#include "bench/summary/recommendation.hpp"
#include "bench/summary/summary.hpp"
#include "bench/summary/summary_markdown.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

std::uint64_t random_seed() {
  std::random_device source;
  return source();  // 32 bits: easy to say again
}

Plan plan_of(RunOptions& options, const Preset& preset, const Stage& stage) {
  const Selection selection = select(options, preset, stage.planned_runners(), stage.limits());
  if (!options.quiet) {
    for (const std::string& note : selection.notes) std::cerr << "parbench: " << note << '\n';
  }
  Plan plan = make_plan(selection.experiments, stage.planned_runners());
  if (!options.filter.empty()) filter_cells(plan, options.filter);
  mark_too_big(plan, stage.limits());
  plan.seed = options.seed.value_or(random_seed());
  plan.min_sample_s = options.min_sample_s.value_or(preset.min_sample_s);
  plan.blocks = options.blocks ? *options.blocks
                               : blocks_within(plan, preset.limit_s, stage.cpus.usable,
                                               preset.least_blocks, preset.blocks);
  return plan;
}

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

long own_peak_mib() {
  long kib = 0;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") status >> kib;
  }
  return kib / 1024;
}

class Run {
 public:
  Run(const RunOptions& options, Plan plan, Stage& stage, RunNames names,
      std::filesystem::path folder)
      : options_{options},
        plan_{std::move(plan)},
        stage_{stage},
        names_{std::move(names)},
        folder_{std::move(folder)},
        launcher_{stage.guard, build_folder() / "companions", stage.scratch.path()},
        rows_{folder_},
        summary_{workload_names(), stage.runner_names()},
        progress_{std::cerr, progress_options(options), planned_seconds(plan_, stage.cpus.usable)} {
    for (const PlannedTrial& trial : trial_order(plan_)) progress_.expect(trial.cell, 1);
    for (const Cell& cell : plan_.cells)
      benchmark_names_[{cell.workload, cell.params, cell.runner, cell.workers}] = cell_name(cell);
  }

  // The exit code. Rows are on disk as soon as their trial has ended.
  int go() {
    int code = exit_code::ok;
    try {
      measure_all();
    } catch (const Interrupted&) {
      code = exit_code::interrupted;
    }
    write_plan(folder_, plan_);
    close(code);
    return code != exit_code::ok ? code : (failed_ ? exit_code::trial_failed : exit_code::ok);
  }

 private:
  using CellKey = std::tuple<std::string, std::string, std::string, int>;

  void measure_all() {
    const std::vector<PlannedTrial> trials = trial_order(plan_);
    for (std::size_t i = 0; i < trials.size(); ++i) {
      measure(trials[i]);
      const bool block_ends = i + 1 == trials.size() || trials[i + 1].group != trials[i].group ||
                              trials[i + 1].block != trials[i].block;
      if (block_ends) end_block(trials[i]);
    }
  }

  void measure(const PlannedTrial& trial) {
    Cell& cell = plan_.cells[trial.cell];
    if (given_up_.contains(trial.cell)) {
      progress_.expect(trial.cell, -1);
      return;
    }
    Sample sample = sample_of(trial, cell, names_, stage_);
    progress_.before_trial(trial.cell, cell_name(cell) + ", block " + std::to_string(trial.block) +
                                           " of " + std::to_string(plan_.blocks));
    if (!cell.unsupported.empty()) {
      sample.status = Status::unsupported;
      sample.reason = cell.unsupported;
      given_up_.insert(trial.cell);
    } else {
      fill_in(sample, launch(trial, cell));
      // A cell that ran into its deadline once would do so again, for as long each time.
      if (sample.status == Status::timeout || sample.status == Status::unsupported)
        given_up_.insert(trial.cell);
    }
    rows_.append(sample);
    summary_.add(sample);
    if (sample.passes && cell.passes == 0) cell.passes = *sample.passes;
    if (sample.status != Status::ok && sample.status != Status::unsupported) {
      failed_ = true;
      progress_.note("parbench: " + cell_name(cell) + " " + status_name(sample.status) + ": " +
                     sample.reason);
    } else if (options_.verbose && sample.wall_s) {
      progress_.note(cell_name(cell) + " " + human_duration(*sample.wall_s));
    }
    progress_.after_trial();
  }

  Outcome launch(const PlannedTrial& trial, const Cell& cell) {
    Launch launch = launch_of(cell, plan_, stage_, options_.timeout_s);
    const bool own =
        static_cast<std::size_t>(launch.runner - stage_.runners.data()) >= stage_.own_from;
    if (own) launch.expected_digest = digest_of(trial.group, cell);
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
  std::uint64_t digest_of(std::size_t group, const Cell& cell) {
    if (const auto known = digests_.find(group); known != digests_.end()) return known->second;
    Cell serial = cell;
    serial.runner = base_runner;
    serial.workers = 1;
    serial.passes = 1;
    const Outcome outcome = launcher_.run(launch_of(serial, plan_, stage_, options_.timeout_s));
    if (!outcome.record)
      throw std::runtime_error("the serial runner failed on " + cell.workload + ": " +
                               outcome.reason);
    return digests_[group] = outcome.record->digest;
  }

  void end_block(const PlannedTrial& last) {
    if (last.block == 1) write_plan(folder_, plan_);
    for (const ExperimentSummary& experiment :
         summary_.experiments(plan_.groups[last.group].workload)) {
      if (experiment.params == plan_.groups[last.group].params) {
        progress_.note(provisional_text(experiment, several_params(experiment.workload)));
      }
    }
  }

  bool several_params(const std::string& workload) const {
    return std::count_if(plan_.groups.begin(), plan_.groups.end(),
                         [&](const Group& group) { return group.workload == workload; }) > 1;
  }

  void close(int code) {
    progress_.clear();
    const std::vector<ExperimentSummary> experiments = summary_.experiments();
    write_whole(folder_ / "summary.md",
                summary_markdown(names_.run_id, options_.preset, experiments));
    write_google_json(folder_ / "samples.csv", folder_ / "google_benchmark.json",
                      [&](const Sample& sample) {
                        return benchmark_names_.at(
                            {sample.workload, sample.params, sample.runner, sample.workers});
                      });
    std::cout << closing_table(experiments);
    if (code == exit_code::interrupted)
      std::cout << "interrupted: the above is what was measured until then\n";
    const double total_s = seconds_since(started_);
    std::cout << "measured for " << human_duration(total_s) << ", trials ran "
              << std::round(1000 * in_trials_s_ / total_s) / 10
              << " % of it; the driver's peak memory was " << own_peak_mib() << " MiB\n"
              << "results: " << folder_.string() << std::endl;
  }

  const RunOptions& options_;
  Plan plan_;
  Stage& stage_;
  RunNames names_;
  std::filesystem::path folder_;
  Launcher launcher_;
  SampleFile rows_;
  Summary summary_;
  Progress progress_;
  std::map<CellKey, std::string> benchmark_names_;
  std::map<std::size_t, std::uint64_t> digests_;
  std::set<std::size_t> given_up_;
  bool failed_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  double in_trials_s_ = 0;
};

}  // namespace

int run(RunOptions options, const std::vector<std::string>& command_line) {
  Stage stage{options.runners};
  Plan plan = plan_of(options, *find_preset(options.preset), stage);
  if (options.list_tests) {
    for (const Group& group : plan.groups) {
      for (const std::size_t cell : group.cells) std::cout << cell_name(plan.cells[cell]) << '\n';
    }
    return exit_code::ok;
  }
  if (options.dry_run) {
    print_dry_run(std::cout, plan, stage);
    return exit_code::ok;
  }
  catch_interrupts();
  RunNames names{new_run_id(options.preset), machine_id(stage.machine, stage.cpus.logical), "1",
                 utc_now()};
  const std::filesystem::path folder = make_run_folder(options.out, names.run_id);
  write_run_files(folder, names, options, plan, stage, command_line);
  write_plan(folder, plan);
  start_google_benchmark();
  return Run{options, std::move(plan), stage, names, folder}.go();
}

}  // namespace parbench
