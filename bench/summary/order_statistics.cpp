#include "bench/summary/order_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace parbench {
namespace {

// P(Binomial(n, 1/2) = k), by logarithms: 2^-n underflows at n of a thousand blocks.
double chance(std::size_t n, std::size_t k) {
  const auto log_factorial = [](std::size_t x) { return std::lgamma(static_cast<double>(x) + 1); };
  return std::exp(log_factorial(n) - log_factorial(k) - log_factorial(n - k) -
                  static_cast<double>(n) * std::log(2.0));
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return values[middle - 1] + (values[middle] - values[middle - 1]) / 2;
}

std::optional<Interval> median_interval(std::vector<double> values) {
  const std::size_t n = values.size();
  double miss = 0;  // 2 P(Binomial < rank): that the median lies outside
  std::size_t rank = 0;
  while (2 * (rank + 1) <= n && miss + 2 * chance(n, rank) <= 0.05) miss += 2 * chance(n, rank++);
  if (rank == 0) return std::nullopt;
  std::sort(values.begin(), values.end());
  return Interval{values[rank - 1], values[n - rank], 1 - miss};
}

}  // namespace parbench
