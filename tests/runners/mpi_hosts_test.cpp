#include "runners/mpi_hosts.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

std::string spread(const char* hosts, int workers) {
  return host_counts_text(spread_workers(read_host_counts(hosts), workers));
}

TEST(SpreadWorkers, FillsHostsByTheirSlots) {
  EXPECT_EQ(spread("a:4,b:2", 1), "a:1");
  EXPECT_EQ(spread("a:4,b:2", 3), "a:2,b:1");
  EXPECT_EQ(spread("a:4,b:2", 6), "a:4,b:2");
  EXPECT_EQ(spread("a:4,b:2", 12), "a:8,b:4");
  EXPECT_EQ(spread("a:1,b:1,c:1", 2), "a:1,b:1");
  EXPECT_EQ(spread("a:1,b:16", 2), "b:2");
}

TEST(SpreadWorkers, OfNoHostsIsEmpty) { EXPECT_EQ(spread("", 3), ""); }

TEST(ReadHostCounts, RefusesWhatIsNotNameAndCount) {
  for (const char* text : {"a", "a:0", ":3", "a:x", "a:1,b"})
    EXPECT_THROW(read_host_counts(text), std::invalid_argument) << text;
}

}  // namespace
}  // namespace parbench
