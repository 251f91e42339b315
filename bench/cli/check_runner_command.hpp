#pragma once

#include "bench/cli/options.hpp"

namespace parbench {

// `parbench check-runner`: prints a line per case; returns 0, or 1 where a case failed. Throws
// UsageError where the path is not a runner.
int check_runner_command(const CheckRunnerOptions& options);

}  // namespace parbench
