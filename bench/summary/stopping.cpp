#include "bench/summary/stopping.hpp"

#include <algorithm>
#include <cmath>

namespace parbench {
namespace {

// In the order of the experiment's cells; without values where a cell was not measured.
std::vector<CellSummary> summaries_of(const Plan& plan, const Experiment& experiment,
                                      const Summary& summary, int before_block) {
  const std::vector<CellSummary> measured =
      summary.cells(experiment.workload, experiment.params, before_block);
  std::vector<CellSummary> cells;
  for (const std::size_t place : experiment.cells) {
    const Cell& cell = plan.cells[place];
    const auto found = std::find_if(measured.begin(), measured.end(), [&](const auto& one) {
      return one.runner == cell.runner && one.workers == cell.workers;
    });
    cells.push_back(found == measured.end() ? CellSummary{} : *found);
  }
  return cells;
}

// Runs of two equal builds that ended after three lucky blocks called one of them slower in up to
// 6 % of simulated runs; from six blocks on in less than 5 %, where 2.5 % are meant.
constexpr int least_pairs = 6;

std::set<std::size_t> narrow(const std::vector<std::size_t>& places, const CellValues& values,
                             double width, int least_blocks = 0) {
  std::set<std::size_t> found;
  const std::vector<std::optional<double>> halves = half_widths(values);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const int blocks = static_cast<int>(values[i].size());
    if (halves[i] && blocks >= least_blocks && is_stop(blocks) && is_narrow(*halves[i], width))
      found.insert(places[i]);
  }
  return found;
}

std::set<std::size_t> narrow_pairs(const Plan& plan, const Experiment& experiment,
                                   const Summary& summary, int before_block) {
  std::vector<std::size_t> firsts;
  CellValues values;
  for (std::size_t i = 0; i + 1 < experiment.cells.size(); i += 2) {
    firsts.push_back(experiment.cells[i]);
    values.push_back(summary.pair_logs(plan.cells[experiment.cells[i]],
                                       plan.cells[experiment.cells[i + 1]], before_block));
  }
  std::set<std::size_t> cells = narrow(firsts, values, plan.width, least_pairs);
  for (const std::size_t first : std::set<std::size_t>(cells))
    cells.insert(*partner_of(experiment, first));
  return cells;
}

}  // namespace

bool is_narrow(double half_width, double width) {
  return std::exp(half_width) - std::exp(-half_width) < width;
}

std::set<std::size_t> narrow_cells(const Plan& plan, const Experiment& experiment,
                                   const Summary& summary, int before_block) {
  if (experiment.paired) return narrow_pairs(plan, experiment, summary, before_block);
  const auto measured = summaries_of(plan, experiment, summary, before_block);
  std::vector<std::size_t> cells, bases;
  CellValues speedups, base_times;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const bool base = plan.cells[experiment.cells[i]].runner == base_runner;
    (base ? bases : cells).push_back(experiment.cells[i]);
    (base ? base_times : speedups).push_back(measured[i].logs);
  }
  std::set<std::size_t> found = narrow(cells, speedups, plan.width);
  found.merge(narrow(bases, base_times, plan.width));
  return found;
}

std::set<std::size_t> short_cells(const Plan& plan, const Experiment& experiment,
                                  const Summary& summary, int before_block) {
  const auto planned = static_cast<std::size_t>(blocks_of(plan, experiment));
  const auto measured = summaries_of(plan, experiment, summary, before_block);
  const bool compared = base_of(plan, experiment).has_value();
  std::set<std::size_t> cells;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const auto blocks =
        compared ? measured[i].logs.size() : static_cast<std::size_t>(measured[i].blocks);
    if (measured[i].failed == 0 && blocks < planned) cells.insert(experiment.cells[i]);
  }
  return cells;
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
