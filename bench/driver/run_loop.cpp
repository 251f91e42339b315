// The order of the run, and when it ends.
#include "bench/driver/run_loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>

#include "bench/summary/recommendation.hpp"

namespace parbench {
namespace {

constexpr std::size_t most_culprits = 5;  // a block

}  // namespace

RunLoop::RunLoop(const RunOptions& options, Plan& plan, Stage& stage, Trials& trials,
                 std::filesystem::path folder)
    : options_{options},
      plan_{plan},
      trials_{trials},
      folder_{std::move(folder)},
      expected_(plan.cells.size()),
      quiet_{stage.cpus, options.wait_s} {
  for (const Block& block : blocks_in_order(plan_)) {
    for (const PlannedTrial& trial : rest_of(block)) expect(trial.cell, 1);
    for (const std::size_t cell : probes_before(block)) expect(cell, 1);
  }
  if (options_.budget_s) trials_.limit_left([this] { return std::max(0.0, left_s()); });
}

void RunLoop::go() {
  for (const Block& block : blocks_in_order(plan_)) {
    const Group& group = plan_.groups[block.group];
    if (!plan_.fixed_blocks) find_narrow(group);
    const std::vector<PlannedTrial> trials = rest_of(block);
    const auto last_block = trials_.history().last_block();
    const bool last = last_block && last_block->group == block.group &&
                      last_block->block == block.block;  // of a run that goes on
    if (trials.empty() && !last) continue;
    if (!fits(trials)) {
      budget_spent_ = true;
      continue;
    }
    if (group.noise != noise_.has_value()) {
      if (group.noise)
        noise_.emplace(plan_.seed);
      else
        noise_.reset();
    }
    if (!group.noise) {
      quiet_.wait([&](const std::string& line) { trials_.progress().note(line); });
    }
    run_block(block, trials);
  }
  noise_.reset();
}

double RunLoop::left_s() const {
  if (!options_.budget_s) return std::numeric_limits<double>::infinity();
  return *options_.budget_s - std::chrono::duration<double>(Clock::now() - started_).count() +
         quiet_.waited_s();
}

void RunLoop::expect(std::size_t cell, int trials) {
  expected_[cell] += trials;
  trials_.progress().expect(cell, trials);
}

bool RunLoop::wanted(const PlannedTrial& trial) const {
  if (trials_.history().given_up(trial.cell) || trials_.history().done(trial)) return false;
  return trial.role != "cell" || !narrow_.contains(trial.cell);
}

std::vector<std::size_t> RunLoop::probes_before(const Block& block) const {
  const Group& group = plan_.groups[block.group];
  if (group.noise || !group.slowdowns.empty()) return {};
  return probes_of(plan_, group);
}

std::vector<PlannedTrial> RunLoop::rest_of(const Block& block) const {
  if (ended_.contains(block.group)) return {};
  std::vector<PlannedTrial> rest = block_trials(plan_, plan_.groups[block.group], block.block);
  std::erase_if(rest, [&](const PlannedTrial& trial) { return !wanted(trial); });
  return rest;
}

bool RunLoop::fits(const std::vector<PlannedTrial>& trials) {
  if (!options_.budget_s || trials_.in_trials_s() == 0) return true;
  double needed_s = 0;
  for (const PlannedTrial& trial : trials) needed_s += trials_.progress().trial_s(trial.cell);
  return needed_s <= left_s();
}

void RunLoop::run_block(const Block& block, const std::vector<PlannedTrial>& trials) {
  const History& history = trials_.history();
  const std::vector<ProcessEntry> before = read_processes();
  const int disturbed_before = disturbed_;
  const std::uint64_t rows_before = history.rows();
  if (!trials.empty()) probe(block);
  for (const PlannedTrial& trial : trials) {
    if (!wanted(trial)) continue;  // given up since
    measure(trial);
    if (history.given_up(trial.cell)) expect(trial.cell, -expected_[trial.cell]);
  }
  repeat_disturbed(block);
  if (disturbed_ > disturbed_before) blame(before);
  if (block.block == 1) write_plan(folder_, plan_);  // with the passes that the trials chose
  if (history.rows() > rows_before) tell(block);
}

void RunLoop::measure(const PlannedTrial& trial) {
  const Sample sample = trials_.measure(trial);
  --expected_[trial.cell];
  disturbed_ += sample.contamination.empty() ? 0 : 1;
}

void RunLoop::measure_extra(const Block& block, PlannedTrial trial) {
  trial.group = block.group;
  trial.block = block.block;
  trial.position = trials_.history().next_position(block);
  expect(trial.cell, 1);
  measure(trial);
}

// At the end of their own block, so that base and cell still stand close together.
void RunLoop::repeat_disturbed(const Block& block) {
  const std::optional<std::size_t> base = base_of(plan_, plan_.groups[block.group]);
  PlannedTrial reference;
  reference.cell = base.value_or(0);
  reference.role = "reference";
  const bool references = base && plan_.groups[block.group].slowdowns.empty();
  for (int round = 2; round <= most_attempts; ++round) {
    const std::vector<PlannedTrial> again = trials_.history().disturbed(block);
    if (again.empty()) return;
    for (std::size_t i = 0; i < again.size(); ++i) {
      if (!may_repeat()) return;
      if (references && i % between_references == 0) measure_extra(block, reference);
      measure_extra(block, again[i]);
    }
    if (references) measure_extra(block, reference);
  }
}

// All together no more than twice the plan.
bool RunLoop::may_repeat() const {
  const History& history = trials_.history();
  return history.repeats() < history.rows() - history.repeats() && left_s() > 0;
}

void RunLoop::probe(const Block& block) {
  for (const std::size_t cell : probes_before(block)) {
    PlannedTrial trial;
    trial.cell = cell;
    trial.block = block.block;
    trial.role = "probe";
    trial.position = trials_.history().next_probe_position(cell, block.block);
    if (trials_.history().given_up(cell)) continue;
    measure(trial);
  }
}

void RunLoop::find_narrow(const Group& group) {
  const auto place = static_cast<std::size_t>(&group - plan_.groups.data());
  const std::vector<std::size_t> narrow = narrow_cells(plan_, group, trials_.summary());
  for (const std::size_t cell : narrow) {
    if (!narrow_.insert(cell).second) continue;
    if (plan_.cells[cell].runner != base_runner) expect(cell, -expected_[cell]);
  }
  if (ended_.contains(place) || !is_decided(plan_, group, narrow_, trials_.history())) return;
  ended_.insert(place);
  for (const std::size_t cell : group.cells) expect(cell, -expected_[cell]);
}

void RunLoop::blame(const std::vector<ProcessEntry>& before) {
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

void RunLoop::tell(const Block& block) {
  const Group& group = plan_.groups[block.group];
  if (!group.slowdowns.empty()) return;
  const bool several =
      std::count_if(plan_.groups.begin(), plan_.groups.end(),
                    [&](const Group& other) { return other.workload == group.workload; }) > 1;
  for (const ExperimentSummary& experiment : trials_.summary().experiments(group.workload)) {
    if (experiment.params == group.params)
      trials_.progress().note(provisional_text(experiment, several));
  }
}

}  // namespace parbench
