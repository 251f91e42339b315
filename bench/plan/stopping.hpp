// When a cell needs no further block: its interval is narrow, whatever it says. Never stops on
// significance: looking until a difference appears finds many that are none.
#pragma once

#include <set>
#include <vector>

#include "bench/plan/history.hpp"
#include "bench/plan/plan.hpp"
#include "bench/summary/summary.hpp"

namespace parbench {

// Is the interval of the cell's speedup (of the base: of its time) narrower than `width` of its
// centre, at a number of blocks where that is asked?
bool is_narrow(const CellSummary& cell, double width);

// The experiment's cells of which that holds.
std::vector<std::size_t> narrow_cells(const Plan& plan, const Experiment& experiment,
                                      const Summary& summary);

// Every cell but the base is narrow or given up; a experiment of nothing but its base: that one is
// narrow.
bool is_decided(const Plan& plan, const Experiment& experiment, const std::set<std::size_t>& narrow,
                const History& history);

}  // namespace parbench
