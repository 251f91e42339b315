// Experiments samples by cell and block and pairs them with their base; never keeps text of a sample but
// its last failure's.
#include "bench/summary/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bench/plan/plan.hpp"
#include "bench/summary/natural_order.hpp"

namespace parbench {
namespace {

std::size_t place_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  const auto place = static_cast<std::size_t>(found - names.begin());
  if (found == names.end()) names.push_back(name);
  return place;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// One value a block, its mean: trials of one block are not independent, and an interval counts
// independent ones.
using ByBlock = std::map<int, std::vector<double>>;

std::vector<double> block_means(const ByBlock& values) {
  std::vector<double> means;
  for (const auto& [block, of_block] : values) means.push_back(mean(of_block));
  return means;
}

std::optional<double> median_of(const ByBlock& values) {
  if (values.empty()) return std::nullopt;
  return median(block_means(values));
}

}  // namespace

bool Summary::InOrder::operator()(const ExperimentKey& a, const ExperimentKey& b) const {
  return a.first != b.first ? a.first < b.first : natural_less(a.second, b.second);
}

Summary::Summary(std::vector<std::string> workloads, std::vector<std::string> runners)
    : workloads_(std::move(workloads)), runners_(std::move(runners)) {}

void Summary::add(const Sample& sample) {
  if (sample.role == "probe" || sample.role == "injected") return;  // about the harness itself
  const ExperimentKey experiment{place_of(workloads_, sample.workload), sample.params};
  Trials& trials = cells_[experiment][{place_of(runners_, sample.runner), sample.workers}];
  if (sample.status != Status::ok || !sample.record || !(sample.record->wall_s > 0)) {
    ++trials.failed;
    trials.status = sample.status == Status::ok ? Status::failed : sample.status;
    trials.reason = sample.status == Status::ok ? "no time above 0 was recorded" : sample.reason;
    return;
  }
  const auto session =
      sessions_.emplace(sample.session, static_cast<std::uint32_t>(sessions_.size())).first->second;
  trials.ok.push_back({sample.record->wall_s, sample.record->cpu_s.value_or(-1), sample.block,
                       sample.position, session, sample.disturbance.empty()});
}

Summary::Bases Summary::bases_of(const Cells& cells) const {
  Bases bases;
  for (const auto& [key, trials] : cells) {
    if (runners_[key.first] != base_runner) continue;
    for (const Trial& trial : trials.ok) bases[trial.block].push_back(trial);
  }
  for (auto& [block, trials] : bases) {
    std::stable_sort(trials.begin(), trials.end(),
                     [](const Trial& a, const Trial& b) { return a.position < b.position; });
  }
  return bases;
}

// Load drifts inside a block too, so the base is what stood nearest, on both sides: of the same
// session and clean if there is such a one. Its wall_s is the mean of both.
std::optional<Summary::Trial> Summary::base_of(const Trial& trial, const Bases& bases) {
  const auto found = bases.find(trial.block);
  if (found == bases.end()) return std::nullopt;
  std::vector<Trial> near = found->second;
  const auto prefer = [&near](auto wanted) {
    std::vector<Trial> kept;
    std::copy_if(near.begin(), near.end(), std::back_inserter(kept), wanted);
    if (!kept.empty()) near = std::move(kept);
  };
  prefer([&](const Trial& base) { return base.session == trial.session; });
  prefer([](const Trial& base) { return base.clean; });
  const auto after = std::find_if(
      near.begin(), near.end(), [&](const Trial& base) { return base.position > trial.position; });
  if (after == near.begin()) return *after;
  Trial base = *std::prev(after);
  if (after != near.end()) {
    base.wall_s = (base.wall_s + after->wall_s) / 2;
    base.clean = base.clean && after->clean;
  }
  return base;
}

CellSummary Summary::summarize(const CellKey& key, const Trials& trials, const Bases& bases) const {
  CellSummary cell;
  cell.runner = runners_[key.first];
  cell.workers = key.second;
  cell.ok = static_cast<int>(trials.ok.size());
  cell.failed = trials.failed;
  cell.status = trials.status;
  cell.reason = trials.reason;
  ByBlock walls, cpus, log_ratios;
  for (const Trial& trial : trials.ok) {
    if (!trial.clean) {
      ++cell.disturbed;
      continue;
    }
    walls[trial.block].push_back(trial.wall_s);
    if (trial.cpu_s >= 0) cpus[trial.block].push_back(trial.cpu_s);
    const std::optional<Trial> base = base_of(trial, bases);
    if (base && base->clean) {
      log_ratios[trial.block].push_back(std::log(base->wall_s / trial.wall_s));
    }
  }
  cell.blocks = static_cast<int>(walls.size());
  cell.paired = static_cast<int>(log_ratios.size());
  cell.wall_s = median_of(walls);
  cell.wall_range = median_interval(block_means(walls));
  cell.cpu_s = median_of(cpus);
  if (cell.runner == base_runner) {
    if (cell.wall_s) cell.speedup = 1;
  } else if (!log_ratios.empty()) {
    cell.speedup = std::exp(*median_of(log_ratios));
    cell.speedup_range = median_interval(block_means(log_ratios));
    if (cell.speedup_range) {
      cell.speedup_range->low = std::exp(cell.speedup_range->low);
      cell.speedup_range->high = std::exp(cell.speedup_range->high);
    }
  }
  if (cell.speedup) cell.efficiency = *cell.speedup / cell.workers;
  return cell;
}

std::vector<ExperimentSummary> Summary::experiments(const std::string& workload) const {
  std::vector<ExperimentSummary> summaries;
  for (const auto& [key, cells] : cells_) {
    ExperimentSummary experiment{workloads_[key.first], key.second, 0, false, {}};
    if (!workload.empty() && experiment.workload != workload) continue;
    const Bases bases = bases_of(cells);
    for (const auto& [cell_key, trials] : cells) {
      const CellSummary cell = summarize(cell_key, trials, bases);
      experiment.blocks = std::max(experiment.blocks, cell.blocks);
      experiment.based = experiment.based || (cell.runner == base_runner && cell.wall_s);
      experiment.cells.push_back(cell);
    }
    summaries.push_back(std::move(experiment));
  }
  return summaries;
}

}  // namespace parbench
