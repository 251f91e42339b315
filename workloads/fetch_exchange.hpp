// What the fetch workload and its server agree on: the path, and each task's body and latency.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/digest.hpp"
#include "workloads/spread.hpp"

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

// A share of the mean (workloads/spread.hpp).
inline std::chrono::nanoseconds fetch_latency(std::uint64_t index, double mean_s,
                                              std::string_view spread) {
  const double share = spread_share(spread, 0x6665746368, index);
  return std::chrono::nanoseconds(std::llround(mean_s * share * 1e9));
}

}  // namespace parbench
