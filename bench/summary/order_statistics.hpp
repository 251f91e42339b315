// Medians and their sign-test intervals: pure functions of numbers.
#pragma once

#include <optional>
#include <vector>

namespace parbench {

struct Interval {
  double low = 0, high = 0;
  double level = 0;  // exact probability of covering the median, at least 0.95
};

// Of at least one value; of an even number the mean of the two in the middle.
double median(std::vector<double> values);

// The narrowest order-statistic interval of at least 95 %; nothing below six values, where even
// minimum to maximum covers less. Independent values are assumed (Hettmansperger and McKean, Robust Nonparametric Statistical Methods, section
// 1.3).
std::optional<Interval> median_interval(std::vector<double> values);

}  // namespace parbench
