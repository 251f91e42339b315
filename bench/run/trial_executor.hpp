// One trial after the other: launched, judged, written down, remembered. Never decides which comes
// next.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include "bench/launch/launch.hpp"
#include "bench/output/progress.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/plan/history.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"
#include "bench/run/run_files.hpp"
#include "bench/run_options.hpp"
#include "bench/summary/summary.hpp"

namespace parbench {

// How a cell's trial is launched. `timeout_s`: the user's limit; without one, a limit with room
// for a machine far slower than ours.
Launch launch_of(const Cell& cell, const Plan& plan, const RunContext& context,
                 std::optional<double> timeout_s);

class TrialExecutor {
 public:
  // Opens the folder's CSV files. `plan` is kept and gets the passes that trials choose.
  TrialExecutor(const RunOptions& options, Plan& plan, RunContext& context, const RunNames& names,
                const std::filesystem::path& folder);

  // After the plan has grown.
  void know_new_cells();

  // A row that an earlier session has written.
  void remember(const Sample& sample);

  // Its row is on disk when this returns. Throws Interrupted: then there is no row.
  Sample measure(const PlannedTrial& trial);

  const History& history() const { return history_; }
  const Summary& summary() const { return summary_; }
  Progress& progress() { return progress_; }
  double in_trials_s() const { return in_trials_s_; }
  double paused_s() const { return paused_s_; }  // of it

 private:
  Sample new_sample(const PlannedTrial& trial, const Cell& cell) const;
  Outcome launch(const PlannedTrial& trial, const Cell& cell);
  std::uint64_t digest_of(std::size_t experiment, const Cell& cell);
  void judge(Sample& sample, std::size_t cell) const;
  void report(const Sample& sample, const std::string& name, bool planned_failure);

  const RunOptions& options_;
  Plan& plan_;
  RunContext& context_;
  const RunNames& names_;
  Launcher launcher_;
  SampleFile rows_;
  History history_;
  Summary summary_;
  Progress progress_;
  std::map<std::size_t, std::uint64_t> digests_;
  double in_trials_s_ = 0, paused_s_ = 0;
};

}  // namespace parbench
