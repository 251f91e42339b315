// What `parbench ab` measures: the same cells of two builds, side by side in every block.
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/plan/presets.hpp"

namespace parbench {

// The default selection: the computing workloads, one worker and all CPUs, in two minutes. Its name
// is that of the command.
const Preset& ab_preset();

// The preset's workloads that one of the runners has; all that they have if they have none of these.
std::vector<std::string> ab_workloads(const std::vector<PlannedRunner>& runners);

// For each cell that the specs ask for, one of each side: its runner is called LABEL:NAME. There is
// no serial base, because the sides are compared with each other, and no A/A pair: a change is
// judged by the scatter of the pairs themselves, and `parbench ab X X` is an A/A test of all of
// them, for twice the trials that one more pair per cell would take. Throws UsageError for a
// workload that no runner has.
Plan ab_plan(const std::vector<ExperimentSpec>& specs, const std::vector<PlannedRunner>& runners,
             const std::vector<std::string>& labels);

// The target interval width (Plan::width) at which a change of `find` is shown 9 times in 10 when
// every verdict must hold beside those of `cells` cells.
double width_to_find(double find, std::size_t cells);

}  // namespace parbench
