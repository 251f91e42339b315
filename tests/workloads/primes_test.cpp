#include "workloads/primes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "bench/workload.hpp"

namespace parbench {
namespace {

bool has_a_divisor(std::uint64_t n) {
  for (std::uint64_t i = 2; i < n; ++i) {
    if (n % i == 0) return true;
  }
  return false;
}

TEST(SmallestFactor, AndMillerRabinAgreeWithDefinition) {
  for (std::uint64_t n = 2; n < 3000; ++n) {
    ASSERT_EQ(smallest_factor(n) == n, !has_a_divisor(n)) << n;
    ASSERT_EQ(is_prime(n), !has_a_divisor(n)) << n;
    ASSERT_EQ(n % smallest_factor(n), 0U) << n;
  }
  for (std::uint64_t n = 3000; n < 300000; ++n) {
    ASSERT_EQ(smallest_factor(n) == n, is_prime(n)) << n;
  }
  EXPECT_EQ(smallest_factor(0), 2U);
  EXPECT_EQ(smallest_factor(1), 1U);
  EXPECT_FALSE(is_prime(0));
  EXPECT_FALSE(is_prime(1));
}

// At a square the bound must still let the root itself be tried: one short, and the square passes
// for a prime.
TEST(SmallestFactor, FindsRootOfSquare) {
  for (const std::uint64_t root : {3U, 5U, 7U, 65521U, 65537U, 999983U, 67108859U}) {
    ASSERT_TRUE(is_prime(root));
    EXPECT_EQ(smallest_factor(root * root), root);
    EXPECT_FALSE(is_prime(root * root));
  }
}

// i * i <= n would wrap here, and (uint64)sqrt(double) overshoots.
TEST(SmallestFactor, IsExactNearTwoToThe64) {
  EXPECT_EQ(smallest_factor(18446744073709551615U), 3U);
  EXPECT_EQ(smallest_factor(18446744073709551614U), 2U);
  EXPECT_EQ(smallest_factor(18446744073709551613U), 13U);
  EXPECT_EQ(smallest_factor(18446744073709551571U), 11071U);
  EXPECT_EQ(smallest_factor(18446744073709551043U), 83401U);
  const std::uint64_t factor = 1000003,
                      partner = 18446688733563U;  // a prime, and the last odd number that fits
  ASSERT_TRUE(is_prime(factor));
  EXPECT_EQ(smallest_factor(factor * partner), smallest_factor(partner));
  EXPECT_EQ(smallest_factor(67108859U * std::uint64_t{274877906951}),
            67108859U);  // near 2^64, both prime
}

TEST(MillerRabin, IsExactForStrongPseudoprimes) {
  for (const std::uint64_t prime :
       {18446744073709551557U, 18446744073709551533U, (std::uint64_t{1} << 61) - 1,
        std::uint64_t{4294967291}, std::uint64_t{274877906951}}) {
    EXPECT_TRUE(is_prime(prime)) << prime;
  }
  // Strong pseudoprimes to the first 2, 4, 7 and 9 primes; Carmichael numbers; the largest square
  // of a prime.
  for (const std::uint64_t composite :
       {1373653UL, 3215031751UL, 341550071728321UL, 3825123056546413051UL, 561UL, 41041UL,
        18446744030759878681UL, 18446744073709551615UL, 18446744073709551556UL,
        1099726899285419UL}) {
    EXPECT_FALSE(is_prime(composite)) << composite;
  }
}

TEST(PrimesSets, TextbookIgnoresCount) {
  const std::vector<std::uint64_t> six{112272535095293, 112582705942171, 112272535095293,
                                       115280095190773, 115797848077099, 1099726899285419};
  EXPECT_EQ(primes_numbers("textbook", 128), six);
  EXPECT_EQ(primes_numbers("textbook", 1), six);
  EXPECT_EQ(std::count_if(six.begin(), six.end(), is_prime), 5);
}

TEST(PrimesSets, EvenHasPrimesOfEqualCost) {
  const std::vector<std::uint64_t> numbers = primes_numbers("even", 128);
  ASSERT_EQ(numbers.size(), 128U);
  EXPECT_TRUE(std::all_of(numbers.begin(), numbers.end(), is_prime));
  EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()),
            numbers.end());
  EXPECT_LT(static_cast<double>(numbers.back()) / static_cast<double>(numbers.front()), 1.001);
  EXPECT_EQ(numbers.front(), 400000000019U);
}

TEST(PrimesSets, SkewedCoversTwoDecadesAndBothVerdicts) {
  const std::vector<std::uint64_t> numbers = primes_numbers("skewed", 400);
  std::vector<double> costs;
  for (const std::uint64_t n : numbers) costs.push_back(std::sqrt(static_cast<double>(n)));
  std::sort(costs.begin(), costs.end());
  EXPECT_GE(costs.front(), 30e3);
  EXPECT_LE(costs.back(), 3.0001e6);
  EXPECT_GT(costs.back() / costs.front(), 80);
  EXPECT_NEAR(std::log10(costs[200] / 30e3), 1,
              0.15);  // the median is in the middle of the decades
  const auto primes = std::count_if(numbers.begin(), numbers.end(), is_prime);
  EXPECT_NEAR(static_cast<double>(primes), 200, 40);
}

// The same on every machine, and a longer set opens with the shorter one.
TEST(PrimesSets, SkewedIsReproducible) {
  const std::vector<std::uint64_t> numbers = primes_numbers("skewed", 4);
  EXPECT_EQ(numbers,
            (std::vector<std::uint64_t>{7140839895221, 2379488399, 87940716313, 40049615327}));
  const std::vector<std::uint64_t> more = primes_numbers("skewed", 50);
  EXPECT_TRUE(std::equal(numbers.begin(), numbers.end(), more.begin()));
}

TEST(PrimesWorkload, DigestDependsOnVerdict) {
  const WorkloadInfo* info = find_workload("primes");
  ASSERT_NE(info, nullptr);
  const auto textbook =
      info->make(Parameters("primes", info->parameters, {{"set", "textbook"}}), {});
  EXPECT_EQ(textbook->expected(0), textbook->expected(2));  // the same number twice
  EXPECT_NE(textbook->expected(0), textbook->expected(1));
  EXPECT_NE(textbook->expected(4), textbook->expected(5));
}

}  // namespace
}  // namespace parbench
