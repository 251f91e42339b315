// How the durations of tasks differ: each one's share of their mean, by a seed and its index.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "workloads/seeded.hpp"

namespace parbench {

// fixed: 1; uniform: between 0 and 2; exponential: few long ones, many short ones; lognormal: the
// same, with sigma = 1, and longer ones (median 0.61, one in a hundred above 6.2). The mean of many
// is 1.
inline double spread_share(std::string_view spread, std::uint64_t seed, std::uint64_t index) {
  if (spread == "fixed") return 1;
  const double draw = unit_interval(seed, index);
  if (spread == "uniform") return 2 * draw;
  const double exponential = -std::log1p(-draw);
  if (spread == "exponential") return exponential;
  // Box and Muller 1958: a normal draw of two uniform ones.
  constexpr double turn = 6.283185307179586;
  const double angle = turn * unit_interval(~seed, index);
  return std::exp(std::sqrt(2 * exponential) * std::cos(angle) - 0.5);
}

// Of `count` tasks, scaled so that their mean is 1. The logarithm of another C library may differ
// in the last bit, which moves a duration of whole nanoseconds about once in 10^9 draws.
inline std::vector<double> spread_shares(std::string_view spread, std::uint64_t seed,
                                         std::size_t count) {
  std::vector<double> shares(count);
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += shares[i] = spread_share(spread, seed, i);
  if (spread == "fixed" || sum <= 0) return std::vector<double>(count, 1.0);
  const double mean = sum / static_cast<double>(count);
  for (double& share : shares) share /= mean;
  return shares;
}

}  // namespace parbench
