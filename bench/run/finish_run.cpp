#include "bench/run/finish_run.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "bench/machine/memory.hpp"
#include "bench/output/google_benchmark_adapter.hpp"
#include "bench/plan/cell_names.hpp"
#include "bench/run/python.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::size_t columns = 80;  // of a line

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

// As run_python; `why` says so where the kernel killed it for lack of memory.
int run_watched(const std::string& python, const std::string& module,
                const std::vector<std::string>& args, std::string& why) {
  const OomKills kills;
  const std::optional<std::uint64_t> before = kills.count();
  const int code = run_python(python, module, args);
  if (code == 128 + SIGKILL && kills.rose_since(before).value_or(false))
    why = fmt::format(", out of memory ({})", find_memory().text());
  return code;
}

// Prints where the page is, or the folder; the exit code. A machine that lacks what drawing needs
// is not a failure.
int write_report(const std::filesystem::path& folder) {
  const std::optional<std::string> python = find_python(true);
  if (!python) {
    fmt::print("no report: {}; then: parbench report '{}'\n", missing_python(true),
               folder.string());
    return exit_code::ok;
  }
  std::string why;
  const int code = run_watched(*python, "reports.commands.report", {"-q", folder.string()}, why);
  if (code == exit_code::ok) {
    fmt::print("report: {}\n", (folder / "report.html").string());
    return exit_code::ok;
  }
  fmt::print("results: {}\n", folder.string());
  std::cerr << fmt::format(
      "parbench: the report was not written{}; the data is complete, try again with: "
      "parbench report '{}'\n",
      why, folder.string());
  return code == exit_code::interrupted ? code : exit_code::trial_failed;
}

// The judge's exit code, or another one after a line where it came to no end. What it refuses (2) it
// has said itself, and a reader that left (| head) is noticed where we print.
int checked(int code, const std::string& why, const RunResult& result,
            const std::filesystem::path& folder) {
  if (code == 128 + SIGPIPE) return exit_code::ok;
  if (code <= exit_code::inconclusive || code == exit_code::interrupted) return code;
  const std::string how = code > 128 ? fmt::format("was killed by signal {}{}", code - 128, why)
                                     : fmt::format("ended with exit code {}", code);
  const bool is_run = result.judge.name == "summary";
  std::cerr << fmt::format(
      "parbench: no verdicts: the program that judges {}; the data is complete{}\n", how,
      is_run ? fmt::format(", try again with: parbench summary '{}'", folder.string()) : "");
  return exit_code::trial_failed;
}

// Whether stdout is the file that `parbench ab` was asked for, or nothing may be printed there.
bool takes_stdout(const RunOptions& options) {
  return options.ab.json == "-" || options.ab.junit == "-" || options.advise.json == "-" ||
         (!options.ab.before.empty() && options.quiet);
}

// `verdict`: the judge's.
int code_of(const RunResult& result, const History& history, int verdict) {
  if (result.interrupted) return exit_code::interrupted;
  const bool failed = history.failed() || !history.nothing_ran().empty();
  return failed ? exit_code::trial_failed : verdict;
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
                                 const std::vector<std::pair<std::string, double>>& culprits,
                                 const std::string& wait_option) {
  if (counts.disturbed == 0 || 10 * counts.disturbed < counts.judged) return {};
  const std::string start =
      fmt::format("{} load ", counts.too_busy() ? "too much background" : "background");
  const std::string wait = wait_option + " 20m", end = "; stop it, or " + wait;
  std::string names;
  for (const auto& [name, cpu_s] : culprits) {
    const std::string one = fmt::format("{}{} ({} CPU)", names.empty() ? "by " : ", ",
                                        one_line(name, 15), human_duration(cpu_s));
    if (character_count(start + names + one + end) > columns) break;
    names += one;
  }
  if (names.empty()) return start + "from outside (another container, or the host): " + wait;
  return start + names + end;
}

int finish_run(const std::filesystem::path& folder, const RunOptions& options, const Plan& plan,
               const TrialExecutor& executor, const RunResult& result) {
  write_json(folder, plan);
  const bool is_run = result.judge.name == "summary";
  int verdict = exit_code::ok, written = exit_code::ok;
  if (const std::optional<std::string> python = find_python(false)) {
    std::vector<std::string> args = result.judge.args;
    if (is_run) args.emplace_back("--in-run");
    if (is_run && options.verbose) args.emplace_back("--verbose");
    args.push_back(folder.string());
    std::string why;
    const int code = run_watched(*python, "reports.commands." + result.judge.name, args, why);
    verdict = checked(code, why, result, folder);
    if (is_run && verdict != exit_code::ok && verdict != exit_code::inconclusive)
      written = exit_code::trial_failed;
  } else {
    fmt::print("{}no verdicts: {}; then: parbench summary '{}'\n",
               median_table(plan, executor.summary()), missing_python(false), folder.string());
  }
  const History& history = executor.history();
  if (!history.nothing_ran().empty())
    std::cerr << "parbench: no trial could run: " << history.nothing_ran() << '\n';
  if (takes_stdout(options)) return code_of(result, history, verdict);
  const std::string load = background_load_text(
      history.counts(), result.culprits, result.judge.name == "advise" ? "--wait-idle" : "--wait");
  if (!load.empty()) {
    fmt::print("{}\n", load);
  } else if (result.time_limit_reached) {
    fmt::print("time limit reached: a longer --budget narrows the intervals\n");
  }
  if (options.verbose) {
    fmt::print("measured for {}, {:.1f} % of it in trials; peak memory of parbench: {} MiB\n",
               human_duration(result.total_s), 100 * executor.in_trials_s() / result.total_s,
               own_peak_mib());
  }
  if (result.interrupted && result.judge.name != "selftest") {
    fmt::print("interrupted; continue with: parbench {} --resume '{}'\n",
               is_run ? "run" : result.judge.name, folder.string());
  } else if (options.report && result.judge.report) {
    std::fflush(stdout);
    if (const int code = write_report(folder); code != exit_code::ok) written = code;
  } else {
    fmt::print("results: {}\n", folder.string());
  }
  const int code = code_of(result, history, verdict);
  if (code == exit_code::ok && written != exit_code::ok) return written;
  if (code == exit_code::interrupted || code == exit_code::trial_failed || !is_run) return code;
  if (written != exit_code::ok) return written;
  const bool inconclusive = verdict == exit_code::inconclusive || history.counts().too_busy();
  return options.strict && inconclusive ? exit_code::inconclusive : exit_code::ok;
}

}  // namespace parbench
