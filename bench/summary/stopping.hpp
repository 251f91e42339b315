// When a cell needs no further block: when its interval is narrow. It never stops on significance,
// because measuring until a difference appears finds false ones.
#pragma once

#include <limits>
#include <set>
#include <vector>

#include "bench/plan/history.hpp"
#include "bench/plan/plan.hpp"
#include "bench/summary/summary.hpp"

namespace parbench {

// Whether an interval of a logarithm is narrower than `width` of its centre, as a ratio.
bool is_narrow(double half_width, double width);

// The experiment's cells with a narrow interval, by the rows before this block: what was measured
// later must not change the decision, or a resumed run would take another path. The cells' speedups
// share their scale; the base stands alone, with its time.
std::set<std::size_t> narrow_cells(const Plan& plan, const Experiment& experiment,
                                   const Summary& summary,
                                   int before_block = std::numeric_limits<int>::max());

// The experiment's cells that have fewer undisturbed blocks before this one than were planned, by
// background load: not those that failed.
std::set<std::size_t> short_cells(const Plan& plan, const Experiment& experiment,
                                  const Summary& summary, int before_block);

// Whether every cell except the base is narrow or given up; if there is only the base, whether that
// is.
bool is_decided(const Plan& plan, const Experiment& experiment, const std::set<std::size_t>& narrow,
                const History& history);

}  // namespace parbench
