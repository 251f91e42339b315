#include "bench/nearest_name.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

const std::vector<std::string> options{"--workers", "--workloads", "--blocks",
                                       "--out",     "--seed",      "--sample"};

TEST(EditDistance, CountsInsertedDeletedReplacedAndSwappedLetters) {
  EXPECT_EQ(edit_distance("blocks", "blocks"), 0U);
  EXPECT_EQ(edit_distance("--bloks", "--blocks"), 1U);
  EXPECT_EQ(edit_distance("bloccks", "blocks"), 1U);
  EXPECT_EQ(edit_distance("blacks", "blocks"), 1U);
  EXPECT_EQ(edit_distance("cuont", "count"), 1U);
  EXPECT_EQ(edit_distance("TBB", "tbb"), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(NearestName, FindsWhatWasMistyped) {
  EXPECT_EQ(nearest_name("--bloks", options), "--blocks");
  EXPECT_EQ(nearest_name("--wrokers", options), "--workers");
  EXPECT_EQ(nearest_name("-out", options), "--out");
  EXPECT_EQ(nearest_name("--work", options), "--workers");  // a part of both, nearer to this one
  EXPECT_EQ(nearest_name("pool", {"serial", "process_pool", "thread_pool"}), "thread_pool");
  EXPECT_EQ(nearest_name("--seeds", {"--seed", "--sees"}), "--seed");
}

TEST(NearestName, FindsNothingForAnotherWord) {
  for (const char* name : {"", "-", "--", "-x", "--frobnicate", "--sleep-for-long"})
    EXPECT_EQ(nearest_name(name, options), "") << name;
  EXPECT_EQ(nearest_name(std::string(100'000, 'x'), options), "");
  EXPECT_EQ(nearest_name("--seed", {}), "");
}

TEST(DidYouMean, NamesOneOrListsAll) {
  EXPECT_EQ(did_you_mean("prime", {"primes", "sleep"}), "; did you mean primes?");
  EXPECT_EQ(did_you_mean("fetch", {"primes", "sleep"}), ": primes, sleep");
  EXPECT_EQ(did_you_mean("fetch", {}), "");
}

}  // namespace
}  // namespace parbench
