#include "bench/cli/option_values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "bench/limits.hpp"
#include "bench/nearest_name.hpp"
#include "bench/plan/presets.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench::option_values {
namespace {

[[noreturn]] void refuse(const std::string& value, const std::string& limits) {
  throw std::invalid_argument(fmt::format("'{}' is not allowed: {}", printable(value), limits));
}

// A share, "5%" -> 0.05. `limits` says in words which percentages are allowed.
template <typename Allowed>
double share(const std::string& value, Allowed allowed, const char* limits) {
  double percent = 0;
  const char* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, percent);
  if (error != std::errc() || rest + 1 != end || *rest != '%' || !allowed(percent))
    refuse(value, limits);
  return percent / 100;
}

}  // namespace

std::string text(const std::string& value) { return value; }

std::string path(const std::string& value) {
  if (value.starts_with('-'))
    refuse(value, fmt::format("write ./{} if it is a name and not an option", printable(value)));
  return value;
}

std::string path_or_stdout(const std::string& value) { return value == "-" ? value : path(value); }

double rate(const std::string& value) {
  std::string_view number = value;
  if (number.ends_with("/s")) number.remove_suffix(2);
  double per_s = 0;
  const auto [rest, error] = std::from_chars(number.data(), number.data() + number.size(), per_s);
  const bool read = error == std::errc() && rest == number.data() + number.size();
  if (!read || per_s < 0.01 || per_s > 1e7)
    refuse(value, "requests per second, from 0.01/s to 10000000/s, such as 400/s");
  return per_s;
}

int pid(const std::string& value) { return static_cast<int>(parse_count(value, 1, 4'194'304)); }

int blocks(const std::string& value) {
  return static_cast<int>(parse_count(value, 1, most_blocks));
}

std::uint64_t seed(const std::string& value) { return parse_count(value, 0, UINT64_MAX); }

std::function<double(const std::string&)> seconds(double least_s, double most_s) {
  return [=](const std::string& value) {
    const double value_s = parse_duration_s(value);
    if (value_s < least_s || value_s > most_s)
      refuse(value, fmt::format("from {} to {}", duration_text(least_s), duration_text(most_s)));
    return value_s;
  };
}

double small_share(const std::string& value) {
  return share(
      value, [](double percent) { return percent > 0 && percent <= 50; }, "above 0% to 50%");
}

double width(const std::string& value) {
  return share(
      value, [](double percent) { return percent >= 0.1 && percent <= 100; }, "from 0.1% to 100%");
}

double slower(const std::string& value) {
  constexpr const char* limits = "slower, or slower:P% with P above 0 and up to 1000";
  if (value == "slower") return 0;
  if (!value.starts_with("slower:")) refuse(value, limits);
  return share(
      value.substr(7), [](double percent) { return percent > 0 && percent <= 1000; }, limits);
}

std::string preset(const std::string& value) {
  if (find_preset(value) != nullptr) return value;
  throw std::invalid_argument(
      fmt::format("'{}' is not a preset{}", printable(value), did_you_mean(value, preset_names())));
}

std::string label(const std::string& value) {
  if (value == one_line(value, 40) && value.find_first_not_of(' ') != std::string::npos)
    return value;
  refuse(value, "1 to 40 characters of text on one line");
}

std::string color(const std::string& value) {
  if (value == "auto" || value == "always" || value == "never") return value;
  refuse(value, "auto, always or never");
}

}  // namespace parbench::option_values
