// `parbench run`: from options to a folder of results. Returns the exit code; throws UsageError
// before anything is measured.
#pragma once

#include <string>
#include <vector>

#include "bench/driver/options.hpp"

namespace parbench {

int run(RunOptions options, const std::vector<std::string>& command_line);

}  // namespace parbench
