// One planned trial made into one row: launched, filled in, complete. Never writes the row.
#pragma once

#include <map>
#include <optional>

#include "bench/launch/launch.hpp"
#include "bench/output/run_files.hpp"
#include "bench/plan/block_order.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"
#include "bench/sample.hpp"

namespace parbench {

// How a cell's trial is launched. `timeout_s`: the user's limit, else one with room for a machine
// far slower than ours.
Launch launch_of(const Cell& cell, const Plan& plan, const RunContext& context,
                 std::optional<double> timeout_s);

// The row before the trial: who, where, when.
Sample sample_of(const PlannedTrial& trial, const Cell& cell, const RunNames& names,
                 const RunContext& context);

// The row after it.
void fill_in(Sample& sample, const Outcome& outcome);

}  // namespace parbench
