// Cells by name: for people who know Google Benchmark.
#pragma once

#include <string>

#include "bench/plan/plan.hpp"

namespace parbench {

// workload[/key=value,...]/runner/workers, with the keys that the user gave another
// value than the default.
std::string cell_name(const Cell& cell);

// Keeps the cells whose name matches the regular expression, and the serial base of each experiment.
// Throws UsageError.
void filter_cells(Plan& plan, const std::string& regex);

// Marks the cells whose name matches the regular expression for a traced pass. Throws UsageError.
void mark_traced(Plan& plan, const std::string& regex);

}  // namespace parbench
