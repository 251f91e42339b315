#include "bench/run/finish_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "bench/output/google_benchmark_adapter.hpp"
#include "bench/plan/selection.hpp"
#include "bench/run/python.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

long own_peak_mib() {
  long kib = 0;
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") status >> kib;
  }
  return kib / 1024;
}

void write_json(const std::filesystem::path& folder, const Plan& plan) {
  std::map<std::tuple<std::string, std::string, std::string, int>, std::string> names;
  for (const Cell& cell : plan.cells)
    names[{cell.workload, cell.params, cell.runner, cell.workers}] = cell_name(cell);
  write_google_benchmark_json(folder, [&](const Sample& sample) {
    return names.at({sample.workload, sample.params, sample.runner, sample.workers});
  });
}

std::string cell_text(const CellSummary& cell) {
  const std::string failed = fmt::format("{} trials failed, the last one with {}: {}", cell.failed,
                                         status_name(cell.status), cell.reason);
  if (!cell.wall_s) return cell.failed > 0 ? failed : "disturbed";
  return human_duration(*cell.wall_s) + (cell.failed > 0 ? "; " + failed : "");
}

// The exit code; a machine that lacks what drawing needs is not a failure.
int write_report(const std::filesystem::path& folder) {
  const std::optional<std::string> python = find_python(true);
  if (!python) {
    fmt::print("no report: {}; then: parbench report '{}'\n", missing_python(true),
               folder.string());
    return exit_code::ok;
  }
  const int code = run_python(*python, "reports.commands.report", {"-q", folder.string()});
  if (code == exit_code::ok) {
    fmt::print("report: {}\n", (folder / "report.html").string());
    return exit_code::ok;
  }
  fmt::print(stderr,
             "parbench: the report was not written; the data is complete, try again with: "
             "parbench report '{}'\n",
             folder.string());
  return code == exit_code::interrupted ? code : exit_code::trial_failed;
}

}  // namespace

std::string median_table(const Plan& plan, const Summary& summary) {
  std::vector<std::pair<std::string, std::string>> rows;
  std::size_t width = 0;
  for (const Experiment& experiment : plan.experiments) {
    const std::vector<CellSummary> measured = summary.cells(experiment.workload, experiment.params);
    for (const std::size_t place : experiment.cells) {
      const Cell& cell = plan.cells[place];
      const auto found = std::find_if(measured.begin(), measured.end(), [&](const auto& one) {
        return one.runner == cell.runner && one.workers == cell.workers;
      });
      rows.emplace_back(cell_name(cell),
                        found == measured.end() ? "not measured" : cell_text(*found));
      width = std::max(width, rows.back().first.size());
    }
  }
  std::string text = "median time per pass\n";
  for (const auto& [name, time] : rows) text += fmt::format("  {:<{}}  {}\n", name, width, time);
  return text;
}

std::string background_load_text(const History::Counts& counts,
                                 const std::vector<std::pair<std::string, double>>& culprits) {
  if (counts.disturbed == 0 || 10 * counts.disturbed < counts.judged) return {};
  std::vector<std::string> most;
  for (const auto& [name, cpu_s] : culprits) {
    if (most.size() < 3) most.push_back(fmt::format("{} used {}", name, human_duration(cpu_s)));
  }
  return fmt::format("{} load: {}; stop it, or wait for an idle machine: --wait 20m",
                     counts.too_busy() ? "too much background" : "background",
                     most.empty() ? "from no visible process (another container, or the host)"
                                  : fmt::format("while trials were disturbed, {} of CPU time",
                                                fmt::join(most, ", ")));
}

int finish_run(const std::filesystem::path& folder, const RunOptions& options, const Plan& plan,
               const TrialExecutor& executor, const RunResult& result) {
  write_json(folder, plan);
  int verdict = exit_code::ok, written = exit_code::ok;
  if (const std::optional<std::string> python = find_python(false)) {
    const char* judge = result.selftest ? "reports.commands.selftest" : "reports.commands.summary";
    verdict = run_python(*python, judge, {folder.string()});
    if (verdict != exit_code::ok && verdict != exit_code::inconclusive)
      written = exit_code::trial_failed;
  } else {
    fmt::print("{}no verdicts: {}; then: parbench summary '{}'\n",
               median_table(plan, executor.summary()), missing_python(false), folder.string());
  }
  const History& history = executor.history();
  const std::string load = background_load_text(history.counts(), result.culprits);
  if (!load.empty()) fmt::print("{}\n", load);
  if (result.time_limit_reached)
    fmt::print("time limit reached: a longer --budget narrows the intervals\n");
  if (options.verbose) {
    fmt::print("measured for {}, {:.1f} % of it in trials; peak memory of parbench: {} MiB\n",
               human_duration(result.total_s), 100 * executor.in_trials_s() / result.total_s,
               own_peak_mib());
  }
  fmt::print("results: {}\n", folder.string());
  if (result.interrupted && !result.selftest) {
    fmt::print("interrupted; continue with: parbench run --resume '{}'\n", folder.string());
  } else if (options.report && !result.selftest) {
    std::fflush(stdout);
    if (const int code = write_report(folder); code != exit_code::ok) written = code;
  }
  std::fflush(stdout);
  if (result.interrupted) return exit_code::interrupted;
  if (history.failed()) return exit_code::trial_failed;
  if (result.selftest) return verdict;
  if (written != exit_code::ok) return written;
  const bool inconclusive = verdict == exit_code::inconclusive || history.counts().too_busy();
  return options.strict && inconclusive ? exit_code::inconclusive : exit_code::ok;
}

}  // namespace parbench
