// Picks the recommended cell and puts it into words; never looks at single trials.
#include "bench/summary/recommendation.hpp"

#include <algorithm>
#include <limits>

#include "bench/plan/plan.hpp"
#include "bench/summary/figures.hpp"

namespace parbench {
namespace {

// Higher is better. Speedups where there are any: they are paired within blocks, times are not.
double score(const CellSummary& cell, bool based) {
  return based ? cell.speedup.value_or(0) : 1 / *cell.wall_s;
}

bool cheaper(const CellSummary& a, const CellSummary& b) {
  if (a.workers != b.workers) return a.workers < b.workers;
  constexpr double unknown = std::numeric_limits<double>::infinity();
  return a.cpu_s.value_or(unknown) < b.cpu_s.value_or(unknown);
}

std::string named(const CellSummary& cell) {
  return cell.runner + " N=" + std::to_string(cell.workers);
}

std::string blocks_text(int blocks) {
  return std::to_string(blocks) + (blocks == 1 ? " block" : " blocks");
}

}  // namespace

std::optional<Recommendation> recommend(const ExperimentSummary& experiment) {
  std::vector<CellSummary> sound;
  for (const CellSummary& cell : experiment.cells) {
    if (cell.wall_s && cell.failed == 0) sound.push_back(cell);
  }
  const bool based = std::any_of(sound.begin(), sound.end(),
                                 [](const CellSummary& cell) { return cell.speedup.has_value(); });
  if (based) std::erase_if(sound, [](const CellSummary& cell) { return !cell.speedup; });
  if (sound.empty()) return std::nullopt;

  Recommendation found;
  const auto by_workers = [](const CellSummary& a, const CellSummary& b) {
    return a.workers < b.workers;
  };
  found.least_workers = std::min_element(sound.begin(), sound.end(), by_workers)->workers;
  found.most_workers = std::max_element(sound.begin(), sound.end(), by_workers)->workers;
  found.best = *std::max_element(sound.begin(), sound.end(), [&](const auto& a, const auto& b) {
    return score(a, based) < score(b, based);
  });
  std::vector<CellSummary> near;
  std::copy_if(sound.begin(), sound.end(), std::back_inserter(near), [&](const CellSummary& cell) {
    return score(cell, based) >= score(found.best, based) * (1 - negligible);
  });
  found.cell = *std::min_element(near.begin(), near.end(), cheaper);
  for (const CellSummary& cell : near) {  // a runner's cells stand together, by workers
    const bool again = !found.ties.empty() && found.ties.back().runner == cell.runner;
    if (cell.runner != found.cell.runner && !again) found.ties.push_back(cell);
  }
  return found;
}

std::string recommendation_text(const ExperimentSummary& experiment) {
  const std::optional<Recommendation> found = recommend(experiment);
  if (!found) return "none: no cell ran without a failed or disturbed trial";
  std::string text = named(found->cell) + ": ";
  if (found->cell.speedup && found->cell.runner != base_runner) {
    text += ratio_text(*found->cell.speedup) + " serial, ";
  }
  text += time_text(*found->cell.wall_s);
  for (std::size_t i = 0; i < found->ties.size(); ++i) {
    text += (i == 0 ? "; within 3 %: " : ", ") + named(found->ties[i]);
  }
  if (found->still_rising()) {
    text += "; still rising at N=" + std::to_string(found->most_workers) + ": not an optimum";
  } else if (found->least_workers == found->most_workers) {
    text += "; no other N than " + std::to_string(found->most_workers) + " was tried";
  }
  return text;
}

std::string provisional_text(const ExperimentSummary& experiment, bool name_params) {
  std::string text = experiment.workload;
  if (name_params) text += ' ' + params_text(experiment.params);
  const std::optional<Recommendation> found = recommend(experiment);
  if (!found) return text + ": nothing yet";
  text += ": " + named(found->cell) + ' ';
  const bool based = found->cell.speedup.has_value();
  text += based ? ratio_text(*found->cell.speedup) : time_text(*found->cell.wall_s);
  return text + " (provisional, " + blocks_text(experiment.blocks) + ')';
}

}  // namespace parbench
