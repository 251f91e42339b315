// `parbench ab` before its first trial: both sides found, matched and checked for equal work.
#pragma once

#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"
#include "bench/run_options.hpp"

namespace parbench {

// Fills context.sides, and adds their runners to context.runners. Throws UsageError, one line, for
// whatever cannot be compared.
Plan prepare_ab(RunOptions options, RunContext& context);

// Runs one pass of each experiment on both sides; their digests must agree, and are those that every
// trial must arrive at. Throws UsageError.
void require_equal_work(const RunOptions& options, Plan& plan, RunContext& context);

}  // namespace parbench
