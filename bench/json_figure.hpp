// Figures from JSON that others wrote. nlohmann's get() would take -1 for 18446744073709551615, 1.5 for
// 1 and true for 1, and leaves 1e300 as an int undefined.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/utf8.hpp"

namespace parbench {

// Throws std::invalid_argument with one line: the key, the value and what is allowed.
[[noreturn]] void refuse_figure(std::string_view key, const auto& value,
                                const std::string& allowed) {
  // A deeply nested value could not be shown: dump() calls itself.
  const std::string shown =
      value.is_structured() ? "an " + std::string(value.type_name()) : one_line(value.dump(), 60);
  throw std::invalid_argument(fmt::format("{} is {}, allowed: {}", key, shown, allowed));
}

// A whole number from `least` to `most`. Throws std::invalid_argument.
std::uint64_t integer_of(std::string_view key, const auto& value, std::uint64_t least,
                         std::uint64_t most) {
  const bool negative = value.is_number_integer() && !value.is_number_unsigned() &&
                        value.template get<std::int64_t>() < 0;
  if (value.is_number_integer() && !negative) {
    const auto number = value.template get<std::uint64_t>();
    if (number >= least && number <= most) return number;
  }
  refuse_figure(key, value, fmt::format("an integer from {} to {}", least, most));
}

// A number from 0 to `most`, and no -0. Throws std::invalid_argument.
double number_of(std::string_view key, const auto& value, double most) {
  const double number = value.is_number() ? value.template get<double>() : -1;
  if (!(number >= 0 && number <= most))
    refuse_figure(key, value, fmt::format("a number from 0 to {:g}", most));
  return number + 0.0;
}

}  // namespace parbench
