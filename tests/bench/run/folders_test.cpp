#include "bench/run/folders.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

// As on thirty machines of a class that begin together.
TEST(NewRunId, DiffersWithinOneSecond) {
  const std::string first = new_run_id("quick"), second = new_run_id("quick");
  EXPECT_NE(first, second);
  EXPECT_EQ(first.size(), std::string("20260102T030405Z-quick-3fa94c").size());
  EXPECT_EQ(first.substr(15, 8), "Z-quick-");
}

}  // namespace
}  // namespace parbench
