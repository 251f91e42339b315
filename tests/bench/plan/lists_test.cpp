#include "bench/plan/lists.hpp"

#include <gtest/gtest.h>

#include "bench/run_options.hpp"

namespace parbench {
namespace {

using Counts = std::vector<int>;

TEST(Workers, AreNumbersRangesAndMultiplesOfTheCpus) {
  EXPECT_EQ(parse_workers("4,1,4", 2, 2), (Counts{1, 4}));
  EXPECT_EQ(parse_workers("cpus,2xcpus", 6, 3), (Counts{6, 12}));
  EXPECT_EQ(parse_workers("1-3,8", 2, 2), (Counts{1, 2, 3, 8}));
  EXPECT_EQ(parse_workers("cpus", 1.5, 2), (Counts{1}));
  EXPECT_EQ(parse_workers("cpus", 0.5, 1), (Counts{1}));
  for (const char* wrong :
       {"0", "-1", "16385", "1.5", "1,,2", "3-1", "x", "0xcpus", "9999xcpus", "2xcores", " 2"}) {
    EXPECT_THROW(parse_workers(wrong, 2, 2), UsageError) << wrong;
  }
}

TEST(Workers, AreAsManyAsPhysicalCores) {
  EXPECT_EQ(parse_workers("cores", 16, 8), (Counts{8}));
  EXPECT_EQ(parse_workers("1,cores,cpus", 12, 6), (Counts{1, 6, 12}));
}

TEST(Workers, HaveAsManyCoresAsCpusWhereNobodyKnowsMore) {
  EXPECT_EQ(parse_workers("cores", 4, 0), (Counts{4}));       // unknown
  EXPECT_EQ(parse_workers("cores,cpus", 4, 4), (Counts{4}));  // no SMT
  EXPECT_EQ(parse_workers("cores", 2.5, 8), (Counts{2}));     // a quota of fewer CPUs than cores
  EXPECT_EQ(parse_workers("cores", 0.5, 1), (Counts{1}));
}

}  // namespace
}  // namespace parbench
