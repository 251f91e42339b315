// summary.md: the closing table for whoever opens the run's folder later. Never holds a figure that
// the table lacks but the intervals.
#pragma once

#include <string>
#include <vector>

#include "bench/summary/summary.hpp"

namespace parbench {

// GitHub's Markdown. `heading`: "quick, 2 usable CPUs, Intel Xeon"; may be empty.
std::string summary_markdown(const std::string& run_id, const std::string& heading,
                             const std::vector<ExperimentSummary>& experiments);

}  // namespace parbench
