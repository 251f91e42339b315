#include "bench/run/run_loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>

namespace parbench {
namespace {

constexpr std::size_t most_culprits = 5;  // a block

}  // namespace

RunLoop::RunLoop(const RunOptions& options, Plan& plan, RunContext& context,
                 TrialExecutor& executor, std::filesystem::path folder, double used_s)
    : options_{options},
      plan_{plan},
      executor_{executor},
      folder_{std::move(folder)},
      expected_(plan.cells.size()),
      idle_wait_{context.cpus, options.wait_s},
      used_before_s_{used_s},
      paused_before_s_{executor.paused_s()} {
  for (const Block& block : blocks_in_order(plan_)) expect_block(block, rest_of(block));
  if (options_.budget_s) executor_.progress().limit([this] { return std::max(0.0, left_s()); });
}

void RunLoop::run() {
  for (const Block& block : blocks_in_order(plan_)) {
    if (!visit(block, left_s())) time_limit_reached_ = true;
  }
  noise_.reset();
  if (time_limit_reached_) return;
  for (const Block& block : spare_blocks_in_order(plan_)) {
    visit(block, std::min(left_s(), plan_.spare_limit_s - used_s()));
  }
}

bool RunLoop::visit(const Block& block, double left_s) {
  const Experiment& experiment = plan_.experiments[block.experiment];
  if (!plan_.fixed_blocks) find_narrow(block);
  const std::vector<PlannedTrial> trials = rest_of(block);
  const auto last_block = executor_.history().last_block();
  const bool last = last_block && last_block->experiment == block.experiment &&
                    last_block->block == block.block;  // of a resumed run
  if (trials.empty() && !last) return true;
  if (!fits(trials, left_s)) return false;
  if (experiment.noise != noise_.has_value()) {
    if (experiment.noise)
      noise_.emplace(plan_.seed);
    else
      noise_.reset();
  }
  if (!experiment.noise) {
    idle_wait_.wait([&](const std::string& line) { executor_.progress().note(line); });
  }
  if (is_spare(plan_, block)) expect_block(block, trials);
  run_block(block, trials);
  return true;
}

double RunLoop::used_s() const {
  return used_before_s_ + std::chrono::duration<double>(Clock::now() - started_).count() -
         idle_wait_.waited_s() - (executor_.paused_s() - paused_before_s_);
}

double RunLoop::left_s() const {
  return options_.budget_s ? *options_.budget_s - used_s()
                           : std::numeric_limits<double>::infinity();
}

// And as many of the probe beside them.
void RunLoop::expect(std::size_t cell, int trials) {
  expected_[cell] += trials;
  executor_.progress().expect(cell, trials);
  if (const auto beside = probe_beside(plan_, cell)) expect(*beside, trials);
}

void RunLoop::expect_block(const Block& block, const std::vector<PlannedTrial>& trials) {
  for (const PlannedTrial& trial : trials) expect(trial.cell, 1);
  for (const std::size_t cell : probes(block)) expect(cell, 1);
}

bool RunLoop::wanted(const PlannedTrial& trial) const {
  if (executor_.history().given_up(trial.cell) || executor_.history().done(trial)) return false;
  return trial.role != "cell" || !narrow_.contains(trial.cell);
}

std::vector<std::size_t> RunLoop::probes(const Block& block) const {
  const Experiment& experiment = plan_.experiments[block.experiment];
  if (experiment.noise || !experiment.slowdowns.empty()) return {};
  return probes_before(plan_, experiment);
}

std::vector<PlannedTrial> RunLoop::rest_of(const Block& block) const {
  if (ended_.contains(block.experiment)) return {};
  const Experiment& experiment = plan_.experiments[block.experiment];
  std::vector<PlannedTrial> rest =
      is_spare(plan_, block) ? spare_trials(plan_, experiment, block.block, short_of(block))
                             : block_trials(plan_, experiment, block.block);
  std::erase_if(rest, [&](const PlannedTrial& trial) { return !wanted(trial); });
  return rest;
}

// The cells that a spare block is for.
std::set<std::size_t> RunLoop::short_of(const Block& block) const {
  std::set<std::size_t> cells =
      short_cells(plan_, plan_.experiments[block.experiment], executor_.summary(), block.block);
  std::erase_if(cells, [&](std::size_t cell) {
    return narrow_.contains(cell) || executor_.history().given_up(cell);
  });
  return cells;
}

bool RunLoop::fits(const std::vector<PlannedTrial>& trials, double left_s) {
  if (executor_.in_trials_s() == 0) return true;
  double needed_s = 0;
  for (const PlannedTrial& trial : trials) {
    needed_s += executor_.progress().trial_s(trial.cell);
    if (const auto beside = probe_beside(plan_, trial.cell))
      needed_s += executor_.progress().trial_s(*beside);
  }
  return needed_s <= left_s;
}

void RunLoop::run_block(const Block& block, const std::vector<PlannedTrial>& trials) {
  const History& history = executor_.history();
  const std::vector<ProcessEntry> before = read_processes();
  const int disturbed_before = disturbed_;
  if (!trials.empty()) {
    for (const std::size_t cell : probes(block)) probe(cell, block.block);
  }
  for (const PlannedTrial& trial : trials) {
    if (!wanted(trial)) continue;  // given up since
    measure(trial);
    if (history.given_up(trial.cell)) expect(trial.cell, -expected_[trial.cell]);
  }
  repeat_disturbed(block);
  if (disturbed_ > disturbed_before) note_culprits(before);
  if (block.block == 1) write_plan(folder_, plan_);  // with the passes that the trials chose
}

void RunLoop::measure(const PlannedTrial& trial) {
  if (const auto beside = probe_beside(plan_, trial.cell)) probe(*beside, trial.block);
  measure_one(trial);
}

void RunLoop::measure_one(const PlannedTrial& trial) {
  const Sample sample = executor_.measure(trial);
  --expected_[trial.cell];
  // Whatever ran in a pause did not cause it.
  disturbed_ += sample.disturbance.empty() || sample.disturbance == "paused" ? 0 : 1;
}

void RunLoop::measure_extra(const Block& block, PlannedTrial trial) {
  trial.experiment = block.experiment;
  trial.block = block.block;
  trial.position = executor_.history().next_position(block);
  expect(trial.cell, 1);
  measure(trial);
}

// At the end of their own block, so that base and cell are still close together in time.
void RunLoop::repeat_disturbed(const Block& block) {
  const std::optional<std::size_t> base = base_of(plan_, plan_.experiments[block.experiment]);
  PlannedTrial reference;
  reference.cell = base.value_or(0);
  reference.role = "reference";
  const bool references = base && plan_.experiments[block.experiment].slowdowns.empty();
  for (int round = 2; round <= most_attempts; ++round) {
    const std::vector<PlannedTrial> again = executor_.history().disturbed(block);
    if (again.empty()) return;
    for (std::size_t i = 0; i < again.size(); ++i) {
      if (!may_repeat()) return;
      if (references && i % between_references == 0) measure_extra(block, reference);
      measure_extra(block, again[i]);
    }
    if (references) measure_extra(block, reference);
  }
}

// At most twice the planned number of trials.
bool RunLoop::may_repeat() const {
  const History& history = executor_.history();
  return history.repeats() < history.rows() - history.repeats() && left_s() > 0;
}

void RunLoop::probe(std::size_t cell, int block) {
  if (executor_.history().given_up(cell)) return;
  PlannedTrial trial;
  trial.cell = cell;
  trial.block = block;
  trial.role = "probe";
  trial.position = executor_.history().next_probe_position(cell, block);
  measure_one(trial);
}

void RunLoop::find_narrow(const Block& block) {
  const Experiment& experiment = plan_.experiments[block.experiment];
  for (const std::size_t cell : narrow_cells(plan_, experiment, executor_.summary(), block.block)) {
    if (!narrow_.insert(cell).second) continue;
    if (plan_.cells[cell].runner != base_runner) expect(cell, -expected_[cell]);
  }
  if (ended_.contains(block.experiment) ||
      !is_decided(plan_, experiment, narrow_, executor_.history()))
    return;
  ended_.insert(block.experiment);
  for (const std::size_t cell : experiment.cells) expect(cell, -expected_[cell]);
}

void RunLoop::note_culprits(const std::vector<ProcessEntry>& before) {
  const std::vector<ProcessEntry> after = read_processes();
  for (const BusyProcess& process :
       top_processes(before, after, tree_of(getpid(), after), most_culprits))
    culprits_[process.name] += process.cpu_s;
}

std::vector<std::pair<std::string, double>> RunLoop::culprits() const {
  std::vector<std::pair<std::string, double>> most(culprits_.begin(), culprits_.end());
  std::sort(most.begin(), most.end(),
            [](const auto& a, const auto& b) { return a.second > b.second; });
  return most;
}

}  // namespace parbench
