#include "bench/plan/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

std::string named(const Sample& sample) {
  return one_line(
      fmt::format("{} {}, {} N={}, block {}, position {}", sample.workload, sample.params,
                  sample.runner, sample.workers, sample.block, sample.position),
      300);
}

bool only_waits(const std::string& name) {
  const WorkloadInfo* workload = find_workload(name);
  return workload == nullptr || workload->kind == WorkloadKind::waiting;
}

}  // namespace

History::History(const Plan& plan) : plan_{plan} { know_new_cells(); }

void History::know_new_cells() {
  for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
    const Cell& cell = plan_.cells[i];
    cells_[{cell.workload, cell.params, cell.runner, cell.workers}] = i;
  }
  for (std::size_t i = 0; i < plan_.experiments.size(); ++i)
    experiments_[{plan_.experiments[i].workload, plan_.experiments[i].params}] = i;
}

int History::planned_in(const Block& block) const {
  const auto [found, is_new] = planned_in_block_.try_emplace({block.experiment, block.block});
  if (is_new) {
    const Experiment& experiment = plan_.experiments[block.experiment];
    found->second = static_cast<int>(block_trials(plan_, experiment, block.block).size());
  }
  return found->second;
}

void History::add(const Sample& sample) {
  const auto cell = cells_.find({sample.workload, sample.params, sample.runner, sample.workers});
  if (cell == cells_.end()) throw std::runtime_error(named(sample) + ": not a cell of this plan");
  const bool planned =
      sample.status == Status::failed && fails_as_planned(plan_.cells[cell->second]);
  failed_ =
      failed_ || (sample.status != Status::ok && sample.status != Status::unsupported && !planned);
  if (sample.record) passes_.try_emplace(cell->second, sample.record->passes);
  // A cell that reached its deadline once would reach it again, and take as long.
  if (sample.status == Status::timeout || sample.status == Status::unsupported)
    given_up_.insert(cell->second);
  if (sample.role == "probe") return add_probe(sample, cell->second);
  ++rows_;
  one_ran_ = one_ran_ || sample.status != Status::unsupported;
  nothing_ran_ = one_ran_ ? std::string() : sample.reason;
  const auto experiment = experiments_.find({sample.workload, sample.params});
  if (experiment == experiments_.end())
    throw std::runtime_error(named(sample) + ": not an experiment of this plan");
  Done& done = blocks_[{experiment->second, sample.block}];
  if (!done.positions.insert(sample.position).second)
    throw std::runtime_error(named(sample) + " is there twice");
  last_ = Block{experiment->second, sample.block};
  if (sample.position > planned_in(*last_)) ++repeats_;
  if (sample.role == "reference") return;
  Attempts& attempts = done.trials[{cell->second, sample.role, sample.slowdown.value_or(0)}];
  attempts.made = std::max(attempts.made, sample.attempt);
  if (sample.status != Status::ok) return;
  ++attempts.ok;
  if (sample.disturbance.empty()) attempts.undisturbed.insert(sample.attempt);
}

void History::add_probe(const Sample& sample, std::size_t cell) {
  if (!probes_[{cell, sample.block}].insert(sample.position).second)
    throw std::runtime_error(named(sample) + " is there twice");
  const bool undisturbed = sample.disturbance.empty() || sample.disturbance == "clock_drift";
  if (sample.status == Status::ok && undisturbed && sample.record && sample.record->cpu_s)
    probe_cpu_s_[cell].push_back(*sample.record->cpu_s);
}

bool History::done(const PlannedTrial& trial) const {
  const auto found = blocks_.find({trial.experiment, trial.block});
  return found != blocks_.end() && found->second.positions.contains(trial.position);
}

std::optional<std::uint64_t> History::passes(std::size_t cell) const {
  const auto found = passes_.find(cell);
  return found == passes_.end() ? std::nullopt : std::optional{found->second};
}

int History::next_position(const Block& block) const {
  const int planned = planned_in(block);
  const auto found = blocks_.find({block.experiment, block.block});
  if (found == blocks_.end() || found->second.positions.empty()) return planned + 1;
  return std::max(planned, *found->second.positions.rbegin()) + 1;
}

int History::next_probe_position(std::size_t cell, int block) const {
  const auto found = probes_.find({cell, block});
  return found == probes_.end() ? 1 : *found->second.rbegin() + 1;
}

bool History::needs_repeat(const PlannedTrial& trial, const Done& done) const {
  const auto of = [&](std::size_t cell) -> const Attempts* {
    const auto found = done.trials.find({cell, trial.role, trial.slowdown});
    const bool may =
        found != done.trials.end() && found->second.ok > 0 && found->second.made < most_attempts;
    return may ? &found->second : nullptr;
  };
  const Attempts* const mine = of(trial.cell);
  const auto partner = partner_of(plan_.experiments[trial.experiment], trial.cell);
  if (mine == nullptr || !partner) return mine != nullptr && mine->undisturbed.empty();
  const Attempts* const its = of(*partner);
  return its != nullptr &&
         std::none_of(mine->undisturbed.begin(), mine->undisturbed.end(),
                      [&](int attempt) { return its->undisturbed.contains(attempt); });
}

std::vector<PlannedTrial> History::disturbed(const Block& block) const {
  std::vector<PlannedTrial> again;
  const auto found = blocks_.find({block.experiment, block.block});
  if (found == blocks_.end()) return again;
  for (const PlannedTrial& trial :
       block_trials(plan_, plan_.experiments[block.experiment], block.block)) {
    if (!needs_repeat(trial, found->second)) continue;
    again.push_back(trial);
    again.back().attempt =
        found->second.trials.at({trial.cell, trial.role, trial.slowdown}).made + 1;
  }
  std::stable_partition(again.begin(), again.end(), [&](const PlannedTrial& trial) {
    return plan_.cells[trial.cell].runner == base_runner;
  });
  return again;
}

const std::vector<double>& History::undisturbed_probes_cpu_s(std::size_t cell) const {
  static const std::vector<double> none;
  const auto found = probe_cpu_s_.find(cell);
  return found == probe_cpu_s_.end() ? none : found->second;
}

History::Counts History::counts(std::size_t experiment) const {
  Counts counts;
  for (const auto& [key, done] : blocks_) {
    if (key.first != experiment) continue;
    for (const auto& [name, attempts] : done.trials) {
      if (attempts.ok == 0) continue;
      ++counts.judged;
      counts.disturbed += attempts.undisturbed.empty() ? 1 : 0;
    }
  }
  return counts;
}

History::Counts History::counts() const {
  Counts all;
  for (std::size_t experiment = 0; experiment < plan_.experiments.size(); ++experiment) {
    if (only_waits(plan_.experiments[experiment].workload)) continue;
    const Counts of_experiment = counts(experiment);
    all.judged += of_experiment.judged;
    all.disturbed += of_experiment.disturbed;
  }
  return all;
}

}  // namespace parbench
