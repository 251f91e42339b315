#include "bench/summary/stopping.hpp"

#include <algorithm>

namespace parbench {

bool is_narrow(const CellSummary& cell, double width) {
  const bool base = cell.runner == base_runner;
  const auto& range = base ? cell.wall_range : cell.speedup_range;
  const auto& centre = base ? cell.wall_s : cell.speedup;
  if (!range || !centre || !is_stop(base ? cell.blocks : cell.paired)) return false;
  return range->high - range->low < width * *centre;
}

std::vector<std::size_t> narrow_cells(const Plan& plan, const Experiment& experiment,
                                      const Summary& summary) {
  std::vector<std::size_t> narrow;
  for (const CellSummary& measured : summary.cells(experiment.workload, experiment.params)) {
    if (!is_narrow(measured, plan.width)) continue;
    for (const std::size_t cell : experiment.cells) {
      if (plan.cells[cell].runner == measured.runner &&
          plan.cells[cell].workers == measured.workers)
        narrow.push_back(cell);
    }
  }
  return narrow;
}

bool is_decided(const Plan& plan, const Experiment& experiment, const std::set<std::size_t>& narrow,
                const History& history) {
  const auto open = [&](std::size_t cell) {
    return !history.given_up(cell) && !narrow.contains(cell);
  };
  const auto is_base = [&](std::size_t cell) { return plan.cells[cell].runner == base_runner; };
  const bool others =
      std::any_of(experiment.cells.begin(), experiment.cells.end(),
                  [&](std::size_t cell) { return !is_base(cell) && !history.given_up(cell); });
  return std::none_of(experiment.cells.begin(), experiment.cells.end(),
                      [&](std::size_t cell) { return open(cell) && (!others || !is_base(cell)); });
}

}  // namespace parbench
