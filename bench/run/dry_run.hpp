#pragma once

#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"

namespace parbench {

// --dry-run: cells, trials, time and peak memory; what cannot run, and why. `commands`: also a line
// per cell that runs its trial in a shell, for perf or gdb.
void print_dry_run(const Plan& plan, RunContext& context, bool commands);

}  // namespace parbench
