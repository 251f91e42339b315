// `parbench run`, `advise`, `ab` and `selftest`: from options to a folder of results. Returns the exit
// code; throws UsageError before anything is measured.
#pragma once

#include <string>
#include <vector>

#include "bench/run_options.hpp"

namespace parbench {

int run(RunOptions options, const std::vector<std::string>& command_line);

// How many workers, and of which runner, for the user's own work: 0 answered, 3 it cannot tell.
int advise(RunOptions options, const std::vector<std::string>& command_line);

// Two builds in one run: 0 nothing is shown slower, 1 something is, 3 nothing can be concluded.
int ab(RunOptions options, const std::vector<std::string>& command_line);

// Measures the harness itself, and judges it: 0 every bound holds, 1 one is broken, 3 too much
// background load for a verdict.
int selftest(RunOptions options, const std::vector<std::string>& command_line);

}  // namespace parbench
