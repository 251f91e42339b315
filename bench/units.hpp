// Durations, sizes and counts as text ("10ms", "64KiB"). A number without a unit is an error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parbench {

// "250us" -> 250e-6. Units: ns, us, ms, s, min (also "2m"), h; whole nanoseconds, at most 1000h, so
// that equal durations give equal doubles in any spelling. Throws std::invalid_argument with one
// line that names the value.
double parse_duration_s(std::string_view text);

// "64KiB" -> 65536. Units: B, KiB, MiB, GiB. Throws std::invalid_argument like parse_duration_s.
std::uint64_t parse_size_bytes(std::string_view text);

// "400/s" or "400" -> 400. Throws std::invalid_argument like parse_duration_s.
double parse_rate_per_s(std::string_view text);

// A decimal number ("0.1"). Throws std::invalid_argument with the value and the range.
double parse_number(std::string_view text, double least, double most);

// A whole number, digits only. Throws std::invalid_argument with the value and the range.
std::uint64_t parse_count(std::string_view text, std::uint64_t least, std::uint64_t most);

// The canonical spelling, which parses to the same value: 0.02 -> "20ms", 65536 -> "64KiB". A
// duration is rounded to the nanosecond.
std::string duration_text(double seconds);
std::string size_text(std::uint64_t bytes);
std::string rate_text(double per_s);

// The shortest decimal without an exponent that parses to the same double.
std::string plain_number(double value);

// For people, three significant digits: 0.0123 -> "12.3 ms".
std::string human_duration(double seconds);

// For people: 62914560 -> "60.0 MiB".
std::string human_size(std::uint64_t bytes);

// The shortest decimal that parses to the same double, in any locale: for CSV and JSON.
std::string exact_number(double value);

// A user's text for one line of a message: bytes that are not printable ASCII as \x0a, at most 80
// characters.
std::string printable(std::string_view text);

}  // namespace parbench
