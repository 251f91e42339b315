// Medians and their sign-test intervals: pure functions of numbers. Never assumes a distribution.
#pragma once

#include <optional>
#include <vector>

namespace parbench {

struct Interval {
  double low = 0, high = 0;
  double level = 0;  // exact probability of covering the median, at least 0.95
};

// With fewer values even minimum to maximum covers less than 95 %.
inline constexpr int fewest_for_interval = 6;

// Of at least one value; of an even number the mean of the two in the middle.
double median(std::vector<double> values);

// The narrowest order-statistic interval of at least 95 %; nothing below six values. Independent
// values are assumed (Hettmansperger and McKean, Robust Nonparametric Statistical Methods, section
// 1.3).
std::optional<Interval> median_interval(std::vector<double> values);

}  // namespace parbench
