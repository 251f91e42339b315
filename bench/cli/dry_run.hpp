// --dry-run: what a run would do, in full. Never starts a trial.
#pragma once

#include <ostream>

#include "bench/cli/options.hpp"
#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"

namespace parbench {

// Cells, trials, time, peak memory, then the exact command of each cell's trial, for perf or gdb.
void print_dry_run(std::ostream& out, const Plan& plan, RunContext& context);

}  // namespace parbench
