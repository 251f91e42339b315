// The end of a run: verdicts, report, what disturbed it, and where everything is.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/run/trial_executor.hpp"
#include "bench/run_options.hpp"

namespace parbench {

// The module reports.commands.NAME, which judges the run.
struct Judge {
  std::string name = "summary";  // the others have rules and exit codes of their own
  std::vector<std::string> args;
  bool report = true;  // whether report.html follows
};

struct RunResult {
  bool interrupted = false;
  Judge judge;
  bool time_limit_reached = false;
  double total_s = 0;
  std::vector<std::pair<std::string, double>> culprits;  // name, CPU seconds; most first
};

// Writes google_benchmark.json, the summary and the report, and prints; the exit code of the run.
int finish_run(const std::filesystem::path& folder, const RunOptions& options, const Plan& plan,
               const TrialExecutor& executor, const RunResult& result);

// A line per cell with its median time per pass, for a machine without Python.
std::string median_table(const Plan& plan, const Summary& summary);

// Which processes ran while trials were disturbed, as many as fit into a line, and what to do about
// them (`wait_option`: as the command calls it); empty where less than a tenth of the planned trials stayed disturbed.
std::string background_load_text(const History::Counts& counts,
                                 const std::vector<std::pair<std::string, double>>& culprits,
                                 const std::string& wait_option = "--wait");

}  // namespace parbench
