// What stopping computes: medians, and intervals whose scale is shared by the cells of an
// experiment. Pure functions of numbers; docs/measurement.md has the formula.
#pragma once

#include <optional>
#include <vector>

namespace parbench {

// The values of each cell, one per block.
using CellValues = std::vector<std::vector<double>>;

// Of at least one value; of an even number the mean of the two in the middle.
double median(std::vector<double> values);

// The 97.5 % quantile of Student's t.
double t_quantile(int degrees);

// The typical variance of a cell's values; nullopt if no cell has two.
std::optional<double> shared_variance(const CellValues& cells);

// Half the width of the 95 % interval of each cell's mean; nullopt below two values.
std::vector<std::optional<double>> half_widths(const CellValues& cells);

}  // namespace parbench
