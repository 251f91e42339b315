// The end of a run: tables, verdicts, what disturbed it, and where all of it lies. Never measures.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bench/cli/options.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/trial_executor.hpp"

namespace parbench {

struct Ending {
  bool interrupted = false;
  bool selftest = false;  // judged by other rules
  bool budget_spent = false;
  double total_s = 0;
  std::vector<std::pair<std::string, double>> culprits;  // name, CPU seconds; most first
};

// Writes google_benchmark.json and prints; the exit code of the run.
int finish_run(const std::filesystem::path& folder, const RunOptions& options, const Plan& plan,
               const TrialExecutor& executor, const Ending& ending);

// Whether the machine was too busy, or which processes were at work where a tenth of what is judged
// stayed disturbed, and what to do about it; else empty.
std::string other_load_text(const History::Counts& counts,
                            const std::vector<std::pair<std::string, double>>& culprits);

}  // namespace parbench
