// Fills the grids and words the notes.
#include "bench/summary/summary_grid.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "bench/plan/plan.hpp"
#include "bench/summary/figures.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

using CellText = std::function<std::string(const CellSummary&)>;

Grid fill(const ExperimentSummary& experiment, const CellText& text) {
  std::set<int> counts;
  for (const CellSummary& cell : experiment.cells) counts.insert(cell.workers);
  Grid grid(1, {"runner"});
  for (const int workers : counts) grid[0].push_back("N=" + std::to_string(workers));
  for (const CellSummary& cell : experiment.cells) {  // a runner's cells stand together
    if (grid.back()[0] != cell.runner || grid.size() == 1) {
      grid.emplace_back(counts.size() + 1);
      grid.back()[0] = cell.runner;
    }
    const auto column = std::distance(counts.begin(), counts.find(cell.workers)) + 1;
    grid.back()[static_cast<std::size_t>(column)] = text(cell);
  }
  return grid;
}

// Why a cell has no figure.
std::string missing_text(const CellSummary& cell) {
  if (cell.failed > 0) return status_name(cell.status);
  return cell.disturbed > 0 ? "disturbed" : "";
}

std::string speedup_cell(const CellSummary& cell) {
  if (cell.runner == base_runner) return cell.speedup ? "base" : missing_text(cell);
  if (!cell.speedup) return missing_text(cell);
  return ratio_text(*cell.speedup) + " " + percent_text(*cell.efficiency);
}

std::string blocks_note(int blocks) {
  std::string text = std::to_string(blocks) + (blocks == 1 ? " block" : " blocks");
  if (blocks >= fewest_for_interval) return text;
  return "points only: " + text + ", fewer than 6, no interval";
}

void add_trouble(const CellSummary& cell, std::vector<std::string>& notes) {
  const std::string name = cell.runner + " N=" + std::to_string(cell.workers) + ": ";
  const std::string of = " of " + std::to_string(cell.ok + cell.failed) + " trials ";
  if (cell.failed > 0) {
    notes.push_back(name + std::to_string(cell.failed) + of + status_name(cell.status) +
                    (cell.reason.empty() ? "" : ": " + one_line(cell.reason, 200)));
  }
  if (cell.disturbed > 0) {
    notes.push_back(name + std::to_string(cell.disturbed) + of + "disturbed and left out");
  }
}

}  // namespace

ExperimentGrids grids_of(const ExperimentSummary& experiment) {
  ExperimentGrids grids;
  grids.title = experiment.workload;
  const std::string params = params_text(experiment.params);
  if (!params.empty()) grids.title += ": " + params;

  std::vector<double> times;
  for (const CellSummary& cell : experiment.cells) {
    if (cell.wall_s) times.push_back(*cell.wall_s);
  }
  const TimeUnit unit = unit_for(std::move(times));
  grids.time_unit = unit.name;
  grids.times = fill(experiment, [unit](const CellSummary& cell) {
    return cell.wall_s ? figure(*cell.wall_s / unit.seconds) : missing_text(cell);
  });
  if (experiment.based) grids.speedups = fill(experiment, speedup_cell);
  grids.notes.push_back(blocks_note(experiment.blocks));
  if (!experiment.based) grids.notes.emplace_back("no speedup: no serial trial ended ok");
  for (const CellSummary& cell : experiment.cells) add_trouble(cell, grids.notes);
  return grids;
}

}  // namespace parbench
