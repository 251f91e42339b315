// Compute-bound work by the number of its steps, and how many of them this machine does.
#pragma once

#include <cstdint>

#include "bench/kernel.hpp"
#include "workloads/lcg.hpp"

namespace parbench {

inline constexpr double round_s = 1.35e-9;  // a step of one chain, on server cores since 2018

// One chain: each step needs the result of the last one.
PARBENCH_KERNEL inline std::uint64_t run_rounds(std::uint64_t rounds, std::uint64_t value) {
  for (std::uint64_t i = opaque(rounds); i != 0; --i) value = opaque(lcg_step(value));
  return value;
}

// What it returns, found in another way.
constexpr std::uint64_t after_rounds(std::uint64_t value, std::uint64_t rounds) {
  return after_lcg_steps(value, rounds);
}

// Steps per millisecond of CPU time, of the fastest of several short timings: a busy machine only
// makes them longer. Three digits.
std::uint64_t rounds_per_ms();

}  // namespace parbench
