// The step that compute-bound workloads count in: Knuth's generator of MMIX, x -> a x + c modulo
// 2^64. It is not used for random numbers.
#pragma once

#include <cstdint>

namespace parbench {

// One multiplication and one addition per step.
inline constexpr std::uint64_t lcg_multiplier = 6364136223846793005U;
inline constexpr std::uint64_t lcg_increment = 1442695040888963407U;

constexpr std::uint64_t lcg_step(std::uint64_t value) {
  return value * lcg_multiplier + lcg_increment;
}

// The step taken `rounds` times, by squaring: x -> a x + c twice is x -> a^2 x + (a c + c).
constexpr std::uint64_t after_lcg_steps(std::uint64_t value, std::uint64_t rounds) {
  std::uint64_t a = lcg_multiplier, c = lcg_increment;
  for (; rounds != 0; rounds >>= 1) {
    if ((rounds & 1) != 0) value = a * value + c;
    c += a * c;
    a *= a;
  }
  return value;
}
static_assert(after_lcg_steps(7, 0) == 7);
static_assert(after_lcg_steps(7, 3) == lcg_step(lcg_step(lcg_step(7))));

}  // namespace parbench
