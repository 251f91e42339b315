#include "bench/trial/pass_times.hpp"

#include <algorithm>
#include <cmath>

namespace parbench {
namespace {

struct Level {
  std::uint64_t percent;
  std::optional<double> Spread::*member;
};

constexpr Level levels[] = {{5, &Spread::p5_s},   {25, &Spread::p25_s}, {50, &Spread::p50_s},
                            {75, &Spread::p75_s}, {90, &Spread::p90_s}, {95, &Spread::p95_s},
                            {99, &Spread::p99_s}};

// Fewer passes than 1 / (1 - q), or 1 / q below the median, hold nothing beyond the quantile.
bool has(std::uint64_t passes, std::uint64_t percent) {
  return passes * std::min(percent, 100 - percent) >= 100;
}

}  // namespace

PassTimes::PassTimes(std::uint64_t passes)
    : step_{std::max<std::uint64_t>(1, (passes + most_kept - 1) / most_kept)},
      times_s_((passes + step_ - 1) / step_) {}

std::optional<Spread> PassTimes::spread() {
  if (kept_ < 2) return std::nullopt;
  std::sort(times_s_.begin(), times_s_.begin() + static_cast<std::ptrdiff_t>(kept_));
  Spread spread;
  spread.passes = kept_;
  for (const Level& level : levels) {
    // The smallest time that so many per cent of the passes do not exceed.
    if (has(kept_, level.percent))
      spread.*level.member = times_s_[(kept_ * level.percent + 99) / 100 - 1];
  }
  return spread;
}

}  // namespace parbench
