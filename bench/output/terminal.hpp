// How this run may write to the terminal that it has, or has not.
#pragma once

#include "bench/cli/options.hpp"
#include "bench/output/progress.hpp"

namespace parbench {

// A bar where stderr is a terminal; colour by --color, and in `auto` only on a terminal without
// NO_COLOR.
ProgressOptions progress_options(const RunOptions& options);

}  // namespace parbench
