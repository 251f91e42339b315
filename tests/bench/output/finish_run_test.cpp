// What is said of other load at a run's end.
#include "bench/output/finish_run.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

using Culprits = std::vector<std::pair<std::string, double>>;
const Culprits builders{{"cc1plus", 41}, {"ld", 3}, {"make", 2}, {"sh", 1}};

TEST(Closing, SaysNothingOfAQuietMachine) {
  EXPECT_EQ(other_load_text({100, 0}, builders), "");
  EXPECT_EQ(other_load_text({100, 9}, builders), "");
  EXPECT_EQ(other_load_text({0, 0}, {}), "");
}

TEST(Closing, NamesWhoWasAtWorkAndWhatToDo) {
  const std::string text = other_load_text({100, 10}, builders);
  EXPECT_EQ(text.find("machine too busy"), std::string::npos);
  for (const char* word : {"cc1plus used 41.0 s", "ld used 3.00 s", "make", "--wait"})
    EXPECT_NE(text.find(word), std::string::npos) << text;
  EXPECT_EQ(text.find("sh used"), std::string::npos);
}

TEST(Closing, MoreThanHalfIsTooBusyAndTheUnseenIsCalledSo) {
  EXPECT_EQ(other_load_text({100, 50}, {}).find("machine too busy"), std::string::npos);
  const std::string text = other_load_text({100, 51}, {});
  EXPECT_EQ(text.find("machine too busy"), 0U);
  EXPECT_NE(text.find("nothing that can be seen"), std::string::npos);
}

}  // namespace
}  // namespace parbench
