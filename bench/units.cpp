#include "bench/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <system_error>

namespace parbench {
namespace {

struct TimeUnit {
  std::string_view name;
  double nanoseconds;
  bool fractions;  // in canonical spellings: 1.5ms, but 90s and not 1.5min
};
constexpr std::array<TimeUnit, 6> time_units{{{"h", 3.6e12, false},
                                              {"min", 6e10, false},
                                              {"s", 1e9, true},
                                              {"ms", 1e6, true},
                                              {"us", 1e3, true},
                                              {"ns", 1, false}}};

// Below 2^53 nanoseconds a double is exact, and dividing by 1e9 gives the double nearest to the
// decimal.
constexpr double longest_ns = 1000 * 3.6e12;

struct SizeUnit {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array<SizeUnit, 4> size_units{
    {{"GiB", 1U << 30}, {"MiB", 1U << 20}, {"KiB", 1U << 10}, {"B", 1}}};

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument("'" + printable(text) + "' " + why);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// from_chars alone would also accept "-5", "inf" and "nan".
bool opens_like_a_number(std::string_view text) {
  return !text.empty() &&
         (is_digit(text[0]) || (text[0] == '.' && text.size() > 1 && is_digit(text[1])));
}

template <typename Number, typename... Format>
std::string_view read_number(std::string_view text, Number& value, Format... format) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, format...);
  if (error == std::errc::result_out_of_range) refuse(text, "is too large");
  return text.substr(static_cast<std::size_t>(end - text.data()));
}

template <typename... Arguments>
std::string to_text(Arguments... arguments) {
  std::array<char, 400> text;  // the longest double without an exponent has 309 digits
  const auto result = std::to_chars(text.data(), text.data() + text.size(), arguments...);
  return std::string(text.data(), result.ptr);
}

std::string example(std::string_view number, std::string_view small, std::string_view large) {
  const std::string shown = printable(number);
  return "has no unit: write " + shown + std::string(small) + " or " + shown + std::string(large);
}

}  // namespace

double parse_duration_s(std::string_view text) {
  const char* const rule =
      "is not a duration: a number and one of ns, us, ms, s, min, h, such as 20ms";
  if (!opens_like_a_number(text)) refuse(text, rule);
  double number = 0;
  std::string_view unit = read_number(text, number, std::chars_format::fixed);
  if (unit.empty()) refuse(text, example(text, "ms", "s"));
  if (unit == "m") unit = "min";
  for (const TimeUnit& known : time_units) {
    if (known.name != unit) continue;
    const double exact_ns = number * known.nanoseconds;
    if (!(exact_ns <= longest_ns)) refuse(text, "is too long: at most 1000h");
    const double whole_ns = std::nearbyint(exact_ns);
    if (std::abs(exact_ns - whole_ns) > 1e-15 * exact_ns + 1e-9) {
      refuse(text, "is not a whole number of nanoseconds");
    }
    return whole_ns / 1e9;
  }
  refuse(text, rule);
}

std::uint64_t parse_size_bytes(std::string_view text) {
  const char* const rule =
      "is not a size: a whole number and one of B, KiB, MiB, GiB, such as 64KiB";
  if (text.empty() || !is_digit(text[0])) refuse(text, rule);
  std::uint64_t number = 0;
  const std::string_view unit = read_number(text, number);
  if (unit.empty()) refuse(text, example(text, "B", "KiB"));
  for (const SizeUnit& known : size_units) {
    if (known.name != unit) continue;
    if (number > std::numeric_limits<std::uint64_t>::max() / known.bytes) {
      refuse(text, "is too large");
    }
    return number * known.bytes;
  }
  refuse(text, rule);
}

double parse_rate_per_s(std::string_view text) {
  const char* const rule = "is not a rate: a number per second, such as 400/s";
  if (!opens_like_a_number(text)) refuse(text, rule);
  double number = 0;
  const std::string_view unit = read_number(text, number, std::chars_format::fixed);
  if (!unit.empty() && unit != "/s") refuse(text, rule);
  return number;
}

double parse_number(std::string_view text, double least, double most) {
  double number = -1;
  const bool whole =
      opens_like_a_number(text) && read_number(text, number, std::chars_format::fixed).empty();
  if (whole && number >= least && number <= most) return number;
  refuse(text,
         "is not allowed: a number from " + plain_number(least) + " to " + plain_number(most));
}

std::uint64_t parse_count(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    refuse(text, "is not allowed: a whole number from " + to_text(least) + " to " + to_text(most));
  }
  return value;
}

std::string duration_text(double seconds) {
  const double ns = std::nearbyint(seconds * 1e9);
  if (ns == 0) return "0s";
  for (const TimeUnit& unit : time_units) {
    const double number = ns / unit.nanoseconds;
    const bool fits = unit.fractions ? number >= 1 : number == std::floor(number);
    if (fits) return to_text(number, std::chars_format::fixed) + std::string(unit.name);
  }
  throw std::logic_error("cannot format a duration of " + exact_number(seconds) + " s");
}

std::string size_text(std::uint64_t bytes) {
  for (const SizeUnit& unit : size_units) {
    if (bytes != 0 && bytes % unit.bytes == 0) {
      return to_text(bytes / unit.bytes) + std::string(unit.name);
    }
  }
  return "0B";
}

std::string rate_text(double per_s) { return plain_number(per_s) + "/s"; }

std::string plain_number(double value) { return to_text(value, std::chars_format::fixed); }

std::string human_duration(double seconds) {
  if (seconds == 0) return "0 s";
  if (!std::isfinite(seconds)) return exact_number(seconds) + " s";
  struct Scale {
    double least_s;
    double unit_s;
    const char* name;
  };
  // Each scale starts half a last digit early, because three digits would round up to "1000 us".
  constexpr std::array<Scale, 5> scales{{{7200, 3600, " h"},
                                         {120, 60, " min"},
                                         {0.9995, 1, " s"},
                                         {0.9995e-3, 1e-3, " ms"},
                                         {0.9995e-6, 1e-6, " µs"}}};
  Scale scale{0, 1e-9, " ns"};
  const double size = std::abs(seconds);
  for (const Scale& candidate : scales) {
    if (size >= candidate.least_s) {
      scale = candidate;
      break;
    }
  }
  const double number = size / scale.unit_s;
  const int decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
  return (seconds < 0 ? "-" : "") + to_text(number, std::chars_format::fixed, decimals) +
         scale.name;
}

std::string human_size(std::uint64_t bytes) {
  constexpr const char* names[] = {" B", " KiB", " MiB", " GiB", " TiB"};
  double number = static_cast<double>(bytes);
  std::size_t name = 0;
  // Half a last digit early, as above.
  for (; number >= 1023.5 && name + 1 < std::size(names); ++name) number /= 1024;
  const int decimals = name == 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
  return to_text(number, std::chars_format::fixed, decimals) + names[name];
}

std::string exact_number(double value) { return to_text(value); }

std::string printable(std::string_view text) {
  constexpr std::size_t longest = 80;
  constexpr char digits[] = "0123456789abcdef";
  std::string result;
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      result += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    } else {
      result += c;
    }
  }
  return text.size() > longest ? result + "..." : result;
}

}  // namespace parbench
