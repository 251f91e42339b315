// The summary as aligned text for a terminal. Never wider than it must be, never in colour.
#pragma once

#include <string>
#include <vector>

#include "bench/summary/summary.hpp"

namespace parbench {

// With `advice` the recommended cell of each experiment, for want of Python's verdicts. Tables
// wider than `width` characters are continued below with further worker counts.
std::string closing_table(const std::vector<ExperimentSummary>& experiments, bool advice,
                          std::size_t width = 100);

}  // namespace parbench
