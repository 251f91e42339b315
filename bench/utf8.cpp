#include "bench/utf8.hpp"

#include <algorithm>

namespace parbench {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool follows(std::string_view text, std::size_t at) { return (byte_at(text, at) & 0xC0) == 0x80; }

// Length of the well-formed sequence at `at` (Unicode, table 3-7), or 0.
std::size_t sequence(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  const unsigned char second = byte_at(text, at + 1);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(text, at + 1)) return 0;
  if (first < 0xE0) return 2;
  if (!follows(text, at + 2)) return 0;
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool beyond = first == 0xF4 && second > 0x8F;
  return overlong || beyond || !follows(text, at + 3) ? 0 : 4;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence(text, at);
    valid += length > 0 ? text.substr(at, length) : replacement;
    at += std::max<std::size_t>(length, 1);
  }
  return valid;
}

std::string one_line(std::string_view text, std::size_t most) {
  const std::string valid = valid_utf8(text);
  std::string line;
  std::size_t characters = 0;
  std::size_t last_start = 0;
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t length = sequence(valid, at);
    if (characters == most) return line.substr(0, last_start) + "…";
    last_start = line.size();
    // C1 controls (U+0080 to U+009F) steer a terminal as those below the space do.
    const bool control = length == 1 ? byte_at(valid, at) < 0x20 || valid[at] == 0x7F
                                     : byte_at(valid, at) == 0xC2 && byte_at(valid, at + 1) < 0xA0;
    line += control ? std::string_view(" ") : std::string_view(valid).substr(at, length);
    at += length;
    ++characters;
  }
  return line;
}

std::string both_ends(std::string_view text, std::size_t most_bytes) {
  std::string valid = valid_utf8(text);
  if (valid.size() <= most_bytes) return valid;
  constexpr std::string_view gap = "…";
  std::size_t first = (most_bytes - gap.size()) / 3;
  std::size_t last = valid.size() - (most_bytes - gap.size() - first);
  while (first > 0 && follows(valid, first)) --first;
  while (follows(valid, last)) ++last;
  return valid.substr(0, first).append(gap).append(valid, last);
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace parbench
