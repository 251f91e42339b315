#include "bench/summary/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

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
  trials.ok.push_back({sample.record->wall_s, sample.block, sample.position, sample.attempt,
                       session, sample.disturbance.empty()});
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

CellSummary Summary::summarize(const CellKey& key, const Trials& trials, const Bases& bases,
                               int before_block) {
  CellSummary cell;
  cell.runner = key.first;
  cell.workers = key.second;
  cell.failed = trials.failed;
  cell.status = trials.status;
  cell.reason = trials.reason;
  ByBlock walls, log_ratios;
  for (const Trial& trial : trials.ok) {
    if (trial.block >= before_block) continue;
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
  const std::vector<double> times = block_means(walls);
  if (!times.empty()) cell.wall_s = median(times);
  if (cell.runner == base_runner) {
    for (const double time : times) cell.logs.push_back(std::log(time));
  } else {
    cell.logs = block_means(log_ratios);
  }
  return cell;
}

std::vector<CellSummary> Summary::cells(const std::string& workload, const std::string& params,
                                        int before_block) const {
  std::vector<CellSummary> summaries;
  const auto found = cells_.find({workload, params});
  if (found == cells_.end()) return summaries;
  const Bases bases = bases_of(found->second);
  for (const auto& [key, trials] : found->second) {
    summaries.push_back(summarize(key, trials, bases, before_block));
  }
  return summaries;
}

std::vector<double> Summary::pair_logs(const Cell& first, const Cell& second,
                                       int before_block) const {
  const auto found = cells_.find({first.workload, first.params});
  if (found == cells_.end()) return {};
  using Place = std::tuple<int, int, std::uint32_t>;  // block, attempt, session
  const auto places_of = [&](const Cell& cell) {
    std::map<Place, double> places;
    const auto trials = found->second.find({cell.runner, cell.workers});
    if (trials == found->second.end()) return places;
    for (const Trial& trial : trials->second.ok) {
      if (trial.undisturbed && trial.block < before_block)
        places[{trial.block, trial.attempt, trial.session}] = trial.wall_s;
    }
    return places;
  };
  const std::map<Place, double> before = places_of(first), after = places_of(second);
  std::map<int, double> by_block;
  for (const auto& [place, wall_s] : before) {
    if (const auto other = after.find(place); other != after.end())
      by_block.emplace(std::get<0>(place), std::log(other->second / wall_s));
  }
  std::vector<double> logs;
  logs.reserve(by_block.size());
  for (const auto& [block, log] : by_block) logs.push_back(log);
  return logs;
}

}  // namespace parbench
