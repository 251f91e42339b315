// What people read last.
#include "bench/output/finish_run.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>

#include "bench/cli/python.hpp"
#include "bench/cli/selection.hpp"
#include "bench/output/google_json.hpp"
#include "bench/summary/closing_table.hpp"
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

void write_google(const std::filesystem::path& folder, const Plan& plan) {
  std::map<std::tuple<std::string, std::string, std::string, int>, std::string> names;
  for (const Cell& cell : plan.cells)
    names[{cell.workload, cell.params, cell.runner, cell.workers}] = cell_name(cell);
  write_google_json(
      folder / "samples.csv", folder / "google_benchmark.json", [&](const Sample& sample) {
        return names.at({sample.workload, sample.params, sample.runner, sample.workers});
      });
}

// Verdicts are Python's: 0, or 3 where there is none to give; 1 for a self-test that failed.
int verdicts(const std::filesystem::path& folder, const std::string& python, bool selftest) {
  return run_python(python, selftest ? "reports.commands.selftest" : "reports.commands.summary",
                    {folder.string()});
}

}  // namespace

std::string other_load_text(const History::Counts& counts,
                            const std::vector<std::pair<std::string, double>>& culprits) {
  if (counts.disturbed == 0 || 10 * counts.disturbed < counts.judged) return {};
  std::string text = counts.too_busy() ? "machine too busy: " : "other load: ";
  if (culprits.empty()) {
    text += "by nothing that can be seen from here (another container, or the host)";
  } else {
    text += "while trials were disturbed, ";
    for (std::size_t i = 0; i < std::min<std::size_t>(culprits.size(), 3); ++i) {
      text += (i > 0 ? ", " : "") + culprits[i].first + " used " +
              human_duration(culprits[i].second) + " of CPU time";
    }
  }
  return text + "; end that, or let parbench wait for a quiet hour: --wait 20m";
}

int finish_run(const std::filesystem::path& folder, const RunOptions& options, const Plan& plan,
               const TrialExecutor& executor, const Ending& ending) {
  write_google(folder, plan);
  const std::optional<std::string> python = find_python(false);
  if (!ending.selftest)
    std::cout << closing_table(executor.summary().experiments(), !python) << '\n';
  const int verdict = python ? verdicts(folder, *python, ending.selftest) : exit_code::ok;
  if (!python)
    std::cout << missing_python(false) << "; then: parbench summary '" << folder.string() << "'\n";
  if (ending.interrupted && !ending.selftest) {
    std::cout << "interrupted: the above is what was measured until then; go on: parbench run "
                 "--resume '"
              << folder.string() << "'\n";
  }
  const History& history = executor.history();
  const std::string load = other_load_text(history.counts(), ending.culprits);
  if (!load.empty()) std::cout << load << '\n';
  if (ending.budget_spent) {
    std::cout << "the budget is spent: a longer one makes the intervals narrower\n";
  }
  std::cout << "measured for " << human_duration(ending.total_s) << ", trials ran "
            << std::round(1000 * executor.in_trials_s() / ending.total_s) / 10
            << " % of it; the driver's peak memory was " << own_peak_mib() << " MiB\n"
            << "results: " << folder.string() << std::endl;
  if (ending.interrupted) return exit_code::interrupted;
  if (history.failed()) return exit_code::trial_failed;
  if (ending.selftest) return verdict;
  const bool inconclusive = verdict == exit_code::inconclusive || history.counts().too_busy();
  return options.strict && inconclusive ? exit_code::inconclusive : exit_code::ok;
}

}  // namespace parbench
