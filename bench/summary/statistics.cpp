#include "bench/summary/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parbench {
namespace {

// How much the shared variance counts beside a cell's own: as four more values of it would.
constexpr int prior_degrees = 4;

int degrees_of(const std::vector<double>& values) { return static_cast<int>(values.size()) - 1; }

// With n - 1; of at least two values.
double variance(const std::vector<double>& values) {
  const double mean =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / degrees_of(values);
}

// The median of chi-squared over its degrees of freedom (Wilson and Hilferty, 1931).
double median_share(double degrees) { return std::pow(1 - 2 / (9 * degrees), 3); }

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return values[middle - 1] + (values[middle] - values[middle - 1]) / 2;
}

// Abramowitz and Stegun, 26.7.5: its four terms are within 0.02 % from five degrees of freedom on.
double t_quantile(int degrees) {
  constexpr double first[]{12.7062047, 4.3026527, 3.1824463, 2.7764451};
  if (degrees <= 4) return first[std::max(degrees, 1) - 1];
  const double x = 1.959963984540054, n = degrees;
  const auto power = [x](int exponent) { return std::pow(x, exponent); };
  const double terms[]{
      (power(3) + x) / 4, (5 * power(5) + 16 * power(3) + 3 * x) / 96,
      (3 * power(7) + 19 * power(5) + 17 * power(3) - 15 * x) / 384,
      (79 * power(9) + 776 * power(7) + 1482 * power(5) - 1920 * power(3) - 945 * x) / 92160};
  double quantile = x, divisor = 1;
  for (const double term : terms) quantile += term / (divisor *= n);
  return quantile;
}

std::optional<double> shared_variance(const CellValues& cells) {
  std::vector<double> variances;
  for (const std::vector<double>& values : cells) {
    if (values.size() >= 2)
      variances.push_back(variance(values) / median_share(degrees_of(values)));
  }
  if (variances.empty()) return std::nullopt;
  return median(variances);
}

// G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in
// microarray experiments" (2004): the moderated t.
std::vector<std::optional<double>> half_widths(const CellValues& cells) {
  const auto judged =
      std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return cell.size() >= 2; });
  const int prior = judged > 1 ? prior_degrees : 0;  // a single cell shares its scale with nobody
  const double shared = shared_variance(cells).value_or(0);
  std::vector<std::optional<double>> halves(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].size() < 2) continue;
    const int own = degrees_of(cells[i]);
    const double v = (prior * shared + own * variance(cells[i])) / (prior + own);
    halves[i] = t_quantile(prior + own) * std::sqrt(v / static_cast<double>(cells[i].size()));
  }
  return halves;
}

}  // namespace parbench
