// One trial after the other: launched, judged, written down, remembered. Never decides which comes
// next.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/cli/options.hpp"
#include "bench/launch/launch.hpp"
#include "bench/output/progress.hpp"
#include "bench/output/run_files.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/plan/history.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"
#include "bench/summary/summary.hpp"

namespace parbench {

class TrialExecutor {
 public:
  // Opens the folder's CSV files. `plan` is kept and gets the passes that trials choose.
  TrialExecutor(const RunOptions& options, Plan& plan, RunContext& context, const RunNames& names,
                const std::filesystem::path& folder);

  // A row that an earlier session has written.
  void remember(const Sample& sample);

  // Its row is on disk when this returns. Throws Interrupted: then there is no row.
  Sample measure(const PlannedTrial& trial);

  const History& history() const { return history_; }
  const Summary& summary() const { return summary_; }
  Progress& progress() { return progress_; }
  double in_trials_s() const { return in_trials_s_; }

  // From here on no more than this is left, whatever trials are planned.
  void limit_left(std::function<double()> most_s) { most_left_s_ = std::move(most_s); }

 private:
  Outcome launch(const PlannedTrial& trial, const Cell& cell);
  std::uint64_t digest_of(std::size_t experiment, const Cell& cell);
  void judge(Sample& sample, std::size_t cell) const;
  void tell(const Sample& sample, const std::string& name);

  const RunOptions& options_;
  Plan& plan_;
  RunContext& context_;
  const RunNames& names_;
  Launcher launcher_;
  SampleFile rows_;
  History history_;
  Summary summary_;
  std::function<double()> most_left_s_;
  Progress progress_;
  std::map<std::size_t, std::uint64_t> digests_;
  double in_trials_s_ = 0;
};

}  // namespace parbench
