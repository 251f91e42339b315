#include "bench/plan/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace parbench {
namespace {

std::string named(const Sample& sample) {
  return fmt::format("{} {}, {} N={}, block {}, position {}", sample.workload, sample.params,
                     sample.runner, sample.workers, sample.block, sample.position);
}

bool is_judged(const std::string& name) {
  const WorkloadInfo* workload = find_workload(name);
  return workload != nullptr && workload->kind != WorkloadKind::waiting;
}

}  // namespace

History::History(const Plan& plan) : plan_{plan} {
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Cell& cell = plan.cells[i];
    cells_[{cell.workload, cell.params, cell.runner, cell.workers}] = i;
  }
  for (std::size_t i = 0; i < plan.experiments.size(); ++i) {
    experiments_[{plan.experiments[i].workload, plan.experiments[i].params}] = i;
    planned_in_block_.push_back(
        static_cast<int>(block_trials(plan, plan.experiments[i], 1).size()));
  }
}

void History::add(const Sample& sample) {
  const auto cell = cells_.find({sample.workload, sample.params, sample.runner, sample.workers});
  if (cell == cells_.end()) throw std::runtime_error(named(sample) + ": not a cell of this plan");
  ++rows_;
  failed_ = failed_ || (sample.status != Status::ok && sample.status != Status::unsupported);
  if (sample.record) passes_.try_emplace(cell->second, sample.record->passes);
  // A cell that reached its deadline once would reach it again, and take as long.
  if (sample.status == Status::timeout || sample.status == Status::unsupported)
    given_up_.insert(cell->second);
  if (sample.role == "probe") return add_probe(sample, cell->second);
  const auto experiment = experiments_.find({sample.workload, sample.params});
  if (experiment == experiments_.end())
    throw std::runtime_error(named(sample) + ": not an experiment of this plan");
  Done& done = blocks_[{experiment->second, sample.block}];
  if (!done.positions.insert(sample.position).second)
    throw std::runtime_error(named(sample) + " is there twice");
  last_ = Block{experiment->second, sample.block};
  if (sample.position > planned_in_block_[experiment->second]) ++repeats_;
  if (sample.role == "reference") return;
  Attempts& attempts = done.trials[{cell->second, sample.role, sample.slowdown.value_or(0)}];
  attempts.made = std::max(attempts.made, sample.attempt);
  if (sample.status != Status::ok) return;
  ++attempts.ok;
  attempts.undisturbed = attempts.undisturbed || sample.disturbance.empty();
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
  const int planned = planned_in_block_[block.experiment];
  const auto found = blocks_.find({block.experiment, block.block});
  if (found == blocks_.end() || found->second.positions.empty()) return planned + 1;
  return std::max(planned, *found->second.positions.rbegin()) + 1;
}

int History::next_probe_position(std::size_t cell, int block) const {
  const auto found = probes_.find({cell, block});
  return found == probes_.end() ? 1 : *found->second.rbegin() + 1;
}

std::vector<PlannedTrial> History::disturbed(const Block& block) const {
  std::vector<PlannedTrial> again;
  const auto found = blocks_.find({block.experiment, block.block});
  if (found == blocks_.end()) return again;
  for (const PlannedTrial& trial :
       block_trials(plan_, plan_.experiments[block.experiment], block.block)) {
    const auto attempts = found->second.trials.find({trial.cell, trial.role, trial.slowdown});
    if (attempts == found->second.trials.end()) continue;
    const Attempts& so_far = attempts->second;
    if (so_far.undisturbed || so_far.ok == 0 || so_far.made >= most_attempts) continue;
    again.push_back(trial);
    again.back().attempt = so_far.made + 1;
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
  if (!is_judged(plan_.experiments[experiment].workload)) return counts;
  for (const auto& [key, done] : blocks_) {
    if (key.first != experiment) continue;
    for (const auto& [name, attempts] : done.trials) {
      if (attempts.ok == 0) continue;
      ++counts.judged;
      counts.disturbed += attempts.undisturbed ? 0 : 1;
    }
  }
  return counts;
}

History::Counts History::counts() const {
  Counts all;
  for (std::size_t experiment = 0; experiment < plan_.experiments.size(); ++experiment) {
    const Counts of_experiment = counts(experiment);
    all.judged += of_experiment.judged;
    all.disturbed += of_experiment.disturbed;
  }
  return all;
}

}  // namespace parbench
