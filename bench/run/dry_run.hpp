#pragma once

#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"

namespace parbench {

// --dry-run: cells, trials, time, peak memory, then the exact command of each cell's trial, for perf
// or gdb.
void print_dry_run(const Plan& plan, RunContext& context);

}  // namespace parbench
