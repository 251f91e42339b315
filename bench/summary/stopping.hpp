// When a cell needs no further block: when its interval is narrow. It never stops on significance,
// because measuring until a difference appears finds false ones.
#pragma once

#include <set>
#include <vector>

#include "bench/plan/history.hpp"
#include "bench/plan/plan.hpp"
#include "bench/summary/summary.hpp"

namespace parbench {

// Whether the interval of the cell's speedup (base: of its time) is narrower than `width` of its
// centre, at a number of blocks where that is checked.
bool is_narrow(const CellSummary& cell, double width);

// The experiment's cells with a narrow interval.
std::vector<std::size_t> narrow_cells(const Plan& plan, const Experiment& experiment,
                                      const Summary& summary);

// Whether every cell except the base is narrow or given up; if there is only the base, whether that
// is.
bool is_decided(const Plan& plan, const Experiment& experiment, const std::set<std::size_t>& narrow,
                const History& history);

}  // namespace parbench
