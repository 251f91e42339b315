// How results are told apart and added up: one 64-bit digest a task, one sum a pass, in any order
// and over any transport.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace parbench {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit changes half of the output
// bits.
constexpr std::uint64_t scramble(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

// A task's part of the pass's sum (mod 2^64). A missing, a doubled or a wrong task changes the sum,
// and so do two results that changed places: the index is mixed in.
constexpr std::uint64_t mix(std::uint64_t index, std::uint64_t digest) {
  return scramble((index + 1) * 0x9e3779b97f4a7c15U ^ scramble(digest));
}

// "x" and 16 hexadecimal digits: no reader takes that for a number.
inline std::string digest_text(std::uint64_t digest) {
  char text[18];
  std::snprintf(text, sizeof text, "x%016llx", static_cast<unsigned long long>(digest));
  return text;
}

// The same back; throws std::invalid_argument on anything else.
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
