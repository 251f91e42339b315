// The most that figures of a trial and of a plan can be; none is below 0.
#pragma once

#include <cstdint>

namespace parbench {

inline constexpr double longest_s = 1e9;  // 30 years
inline constexpr std::uint64_t most_counted =
    999'999'999'999'999'999;  // as the report reads integers

inline constexpr int most_blocks = 100'000;

}  // namespace parbench
