// Results as 64-bit digests: one per task, and one sum per pass that does not depend on the order.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace parbench {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): each input bit changes half of the output
// bits.
constexpr std::uint64_t scramble(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

// A task's part of the pass's sum (mod 2^64). A missing, duplicated or wrong task changes the sum,
// and so do two swapped results, because the index is mixed in.
constexpr std::uint64_t mix(std::uint64_t index, std::uint64_t digest) {
  return scramble((index + 1) * 0x9e3779b97f4a7c15U ^ scramble(digest));
}

// "x" and 16 hexadecimal digits, so that no reader parses it as a number.
inline std::string digest_text(std::uint64_t digest) {
  char text[18];
  std::snprintf(text, sizeof text, "x%016llx", static_cast<unsigned long long>(digest));
  return text;
}

// The inverse; throws std::invalid_argument on anything else.
inline std::uint64_t read_digest(const std::string& text) {
  std::uint64_t digest = 0;
  const char* end = text.data() + text.size();
  if (text.size() == 17 && text[0] == 'x' &&
      std::from_chars(text.data() + 1, end, digest, 16).ptr == end) {
    return digest;
  }
  throw std::invalid_argument("'" + text + "' is not a digest: x and 16 hexadecimal digits");
}

}  // namespace parbench
