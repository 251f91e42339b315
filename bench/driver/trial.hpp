// One planned trial made into one row: launched, filled in, complete. Never writes the row.
#pragma once

#include <map>
#include <optional>

#include "bench/driver/run_files.hpp"
#include "bench/driver/stage.hpp"
#include "bench/launch/launch.hpp"
#include "bench/plan/block_order.hpp"
#include "bench/plan/plan.hpp"
#include "bench/rows/sample.hpp"

namespace parbench {

// How a cell's trial is launched. `timeout_s`: the user's limit, else one with room for a machine
// far slower than ours.
Launch launch_of(const Cell& cell, const Plan& plan, const Stage& stage,
                 std::optional<double> timeout_s);

// The row before the trial: who, where, when.
Sample sample_of(const PlannedTrial& trial, const Cell& cell, const RunNames& names,
                 const Stage& stage);

// The row after it.
void fill_in(Sample& sample, const Outcome& outcome);

}  // namespace parbench
