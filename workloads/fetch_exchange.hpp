// What the fetch workload and its server agree on: the path, and each task's body and latency.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/digest.hpp"
#include "workloads/seeded.hpp"

namespace parbench {

// The path of our own server's url; the task's index follows it in a request. It tells the
// client that the body is a known one. Another server's url may have any other path.
inline constexpr std::string_view fetch_path = "/parbench-task/";

// Every byte depends on the task and on the length, so that the answer to another task and a
// truncated one are noticed.
inline std::string fetch_body(std::uint64_t index, std::size_t bytes) {
  std::string body(bytes, '\0');
  const std::uint64_t start = scramble(scramble(index + 1) ^ bytes);
  for (std::size_t i = 0; i < bytes; i += 8) {
    const std::uint64_t word = scramble(start + i);
    for (std::size_t k = i; k < bytes && k < i + 8; ++k) {
      body[k] = static_cast<char>(word >> (8 * (k - i)));
    }
  }
  return body;
}

// fixed: the mean itself; uniform: between 0 and twice the mean; exponential: few long ones,
// many short ones.
inline std::chrono::nanoseconds fetch_latency(std::uint64_t index, double mean_s,
                                              std::string_view spread) {
  const double draw = unit_interval(0x6665746368, index);
  const double share = spread == "uniform"       ? 2 * draw
                       : spread == "exponential" ? -std::log1p(-draw)
                                                 : 1;
  return std::chrono::nanoseconds(std::llround(mean_s * share * 1e9));
}

}  // namespace parbench
