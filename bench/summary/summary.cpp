#include "bench/summary/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bench/plan/plan.hpp"

namespace parbench {
namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// One value per block, its mean: trials of one block are not independent, and an interval counts
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

void Summary::add(const Sample& sample) {
  if (sample.role == "probe" || sample.role == "injected") return;  // about the harness itself
  Trials& trials = cells_[{sample.workload, sample.params}][{sample.runner, sample.workers}];
  if (sample.status != Status::ok || !sample.record || !(sample.record->wall_s > 0)) {
    ++trials.failed;
    trials.status = sample.status == Status::ok ? Status::failed : sample.status;
    trials.reason = sample.status == Status::ok ? "no time above 0 was recorded" : sample.reason;
    return;
  }
  const auto session =
      sessions_.emplace(sample.session, static_cast<std::uint32_t>(sessions_.size())).first->second;
  trials.ok.push_back(
      {sample.record->wall_s, sample.block, sample.position, session, sample.disturbance.empty()});
}

Summary::Bases Summary::bases_of(const Cells& cells) {
  Bases bases;
  for (const auto& [key, trials] : cells) {
    if (key.first != base_runner) continue;
    for (const Trial& trial : trials.ok) bases[trial.block].push_back(trial);
  }
  for (auto& [block, trials] : bases) {
    std::stable_sort(trials.begin(), trials.end(),
                     [](const Trial& a, const Trial& b) { return a.position < b.position; });
  }
  return bases;
}

// Load drifts inside a block too, so the base is the nearest one on both sides: of the same
// session and undisturbed if there is one. Its wall_s is the mean of both.
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
  prefer([](const Trial& base) { return base.undisturbed; });
  const auto after = std::find_if(
      near.begin(), near.end(), [&](const Trial& base) { return base.position > trial.position; });
  if (after == near.begin()) return *after;
  Trial base = *std::prev(after);
  if (after != near.end()) {
    base.wall_s = (base.wall_s + after->wall_s) / 2;
    base.undisturbed = base.undisturbed && after->undisturbed;
  }
  return base;
}

CellSummary Summary::summarize(const CellKey& key, const Trials& trials, const Bases& bases) {
  CellSummary cell;
  cell.runner = key.first;
  cell.workers = key.second;
  cell.failed = trials.failed;
  cell.status = trials.status;
  cell.reason = trials.reason;
  ByBlock walls, log_ratios;
  for (const Trial& trial : trials.ok) {
    if (!trial.undisturbed) {
      ++cell.disturbed;
      continue;
    }
    walls[trial.block].push_back(trial.wall_s);
    const std::optional<Trial> base = base_of(trial, bases);
    if (base && base->undisturbed) {
      log_ratios[trial.block].push_back(std::log(base->wall_s / trial.wall_s));
    }
  }
  cell.blocks = static_cast<int>(walls.size());
  cell.paired = static_cast<int>(log_ratios.size());
  cell.wall_s = median_of(walls);
  cell.wall_range = median_interval(block_means(walls));
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
  return cell;
}

std::vector<CellSummary> Summary::cells(const std::string& workload,
                                        const std::string& params) const {
  std::vector<CellSummary> summaries;
  const auto found = cells_.find({workload, params});
  if (found == cells_.end()) return summaries;
  const Bases bases = bases_of(found->second);
  for (const auto& [key, trials] : found->second) {
    summaries.push_back(summarize(key, trials, bases));
  }
  return summaries;
}

}  // namespace parbench
