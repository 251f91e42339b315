// `parbench run` and `parbench selftest`: from options to a folder of results. Returns the exit
// code; throws UsageError before anything is measured.
#pragma once

#include <string>
#include <vector>

#include "bench/cli/options.hpp"

namespace parbench {

int run(RunOptions options, const std::vector<std::string>& command_line);

// Measures the harness itself, and judges it: 0 as it should be, 1 a bound is broken, 3 the machine
// was too busy to tell.
int selftest(RunOptions options, const std::vector<std::string>& command_line);

}  // namespace parbench
