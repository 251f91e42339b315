// Rounds and labels; the same whatever the locale.
#include "bench/summary/figures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "bench/summary/order_statistics.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::array<TimeUnit, 4> units{{{"s", 1}, {"ms", 1e-3}, {"µs", 1e-6}, {"ns", 1e-9}}};

std::string fixed(double value, int decimals) {
  std::array<char, 400> text;  // the largest double has 309 digits
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, std::clamp(decimals, 0, 60));
  return {text.data(), end.ptr};
}

int decimals_for(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return std::max(0, digits - 1 - magnitude);
}

}  // namespace

std::string figure(double value) {
  const std::string text = fixed(value, decimals_for(value, 3));
  // 9.996 rounds up to one digit more than it needs.
  double rounded = 0;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  return fixed(value, decimals_for(rounded, 3));
}

std::string ratio_text(double ratio) {
  return fixed(ratio, ratio < 0.1 ? decimals_for(ratio, 2) : ratio < 99.995 ? 2 : 0) + "×";
}

std::string percent_text(double share) {
  const double percent = share * 100;
  return fixed(percent, percent < 1 ? decimals_for(percent, 1) : 0) + " %";
}

TimeUnit unit_for(std::vector<double> seconds) {
  if (seconds.empty()) return units[0];
  const double middle = median(std::move(seconds));
  for (const TimeUnit& unit : units) {
    if (middle >= unit.seconds) return unit;
  }
  return units.back();
}

std::string time_text(double seconds) {
  const TimeUnit unit = unit_for({seconds});
  return figure(seconds / unit.seconds) + ' ' + std::string(unit.name);
}

std::string params_text(const std::string& json) {
  const nlohmann::json params = nlohmann::json::parse(json, nullptr, false);
  if (!params.is_object()) return one_line(json, 200);
  std::string text;
  for (const auto& [key, value] : params.items()) {
    if (!text.empty()) text += ' ';
    text += key + '=' + (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return one_line(text, 200);
}

}  // namespace parbench
