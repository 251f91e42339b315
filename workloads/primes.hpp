// The primes workload's kernel, its numbers, and the independent test that knows the answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/kernel.hpp"

namespace parbench {

// The smallest factor above 1, or n itself: trial division by 2 and by odd numbers up to the square
// root, exact for all 64-bit numbers. 0 gives 2. Cost: one 64-bit division for each odd number up
// to min(factor, sqrt(n)).
PARBENCH_KERNEL std::uint64_t smallest_factor(std::uint64_t n);

// Miller–Rabin with the first twelve primes as bases: no error below 3.3e24 (Sorenson and Webster,
// "Strong pseudoprimes to twelve prime bases", 2015), so for all 64-bit numbers. A few
// microseconds.
bool is_prime(std::uint64_t n);

// The numbers of primes.set: "textbook" (six, whatever the count), "even" or "skewed". The same on
// every machine.
std::vector<std::uint64_t> primes_numbers(std::string_view set, std::size_t count);

}  // namespace parbench
