// Draws that depend on a seed and an index alone: the same on every machine, in any order.
#pragma once

#include <cstdint>

#include "bench/digest.hpp"

namespace parbench {

// In [0, 1), uniform. Multiplying it is exact arithmetic of IEEE 754: no library function that may
// differ takes part.
constexpr double unit_interval(std::uint64_t seed, std::uint64_t index) {
  return static_cast<double>(scramble(scramble(seed) + (index + 1) * 0x9e3779b97f4a7c15U) >> 11) *
         0x1p-53;
}

}  // namespace parbench
