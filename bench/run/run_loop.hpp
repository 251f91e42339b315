// Block after block until all intervals are narrow, the planned blocks are done or the time limit is
// reached; then spare blocks for cells that lost some to background load.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bench/machine/process_table.hpp"
#include "bench/run/noise.hpp"
#include "bench/run/trial_executor.hpp"
#include "bench/run/wait_for_idle.hpp"
#include "bench/summary/stopping.hpp"

namespace parbench {

class RunLoop {
 public:
  // What `executor` remembers from earlier sessions is not measured again. `used_s`: of the time
  // limit, by earlier loops of this session.
  RunLoop(const RunOptions& options, Plan& plan, RunContext& context, TrialExecutor& executor,
          std::filesystem::path folder, double used_s = 0);

  // Throws Interrupted.
  void run();

  // CPU seconds, by name, of the processes that ran during disturbed blocks; most first.
  std::vector<std::pair<std::string, double>> culprits() const;
  bool time_limit_reached() const { return time_limit_reached_; }
  double used_s() const;  // without waiting for an idle machine, and without pauses

 private:
  using Clock = std::chrono::steady_clock;

  // Measures the block's rest; false if it does not fit into the time that is left.
  bool visit(const Block& block, double left_s);
  bool wanted(const PlannedTrial& trial) const;
  std::vector<std::size_t> probes(const Block& block) const;
  std::vector<PlannedTrial> rest_of(const Block& block) const;
  std::set<std::size_t> short_of(const Block& block) const;
  bool fits(const std::vector<PlannedTrial>& trials, double left_s);
  double left_s() const;  // of the time limit
  void expect(std::size_t cell, int trials);
  void expect_block(const Block& block, const std::vector<PlannedTrial>& trials);

  void run_block(const Block& block, const std::vector<PlannedTrial>& trials);
  void measure(const PlannedTrial& trial);  // with the probe beside it
  void measure_one(const PlannedTrial& trial);
  void measure_extra(const Block& block, PlannedTrial trial);
  void repeat_disturbed(const Block& block);
  bool may_repeat() const;
  void probe(std::size_t cell, int block);
  void find_narrow(const Block& block);
  void note_culprits(const std::vector<ProcessEntry>& before);

  const RunOptions& options_;
  Plan& plan_;
  TrialExecutor& executor_;
  std::filesystem::path folder_;
  std::vector<int> expected_;     // by cell: trials that the progress still counts
  std::set<std::size_t> narrow_;  // cells that need no further block
  std::set<std::size_t> ended_;   // experiments of which every cell is narrow or given up
  IdleWait idle_wait_;
  std::optional<Noise> noise_;
  std::map<std::string, double> culprits_;
  int disturbed_ = 0;  // trials of this session
  bool time_limit_reached_ = false;
  double used_before_s_, paused_before_s_;
  Clock::time_point started_ = Clock::now();
};

}  // namespace parbench
