// Finding and running the Python half.
#include "bench/run/python.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace parbench {
namespace {

TEST(Python, TheChosenInterpreterComesFirstIfItHasTheModules) {
  setenv("PARBENCH_PYTHON", "/bin/false", 1);
  const auto other = find_python(false);
  EXPECT_NE(other.value_or(""), "/bin/false");
  setenv("PARBENCH_PYTHON", "/bin/true", 1);  // says yes to everything
  EXPECT_EQ(find_python(false), "/bin/true");
  EXPECT_EQ(find_python(true), "/bin/true");
  unsetenv("PARBENCH_PYTHON");
}

TEST(Python, ItsExitCodeIsPassedOn) {
  EXPECT_EQ(run_python("/bin/true", "reports.commands.summary", {}), 0);
  EXPECT_EQ(run_python("/bin/false", "reports.commands.summary", {}), 1);
  EXPECT_EQ(run_python("/nowhere/python", "reports.commands.summary", {}), 127);
}

TEST(Python, EachCandidateIsNamedWithWhatItLacks) {
  setenv("PARBENCH_PYTHON", "/bin/false", 1);
  const FoundPython found = look_for_python("json module_that_no_system_has");
  unsetenv("PARBENCH_PYTHON");
  EXPECT_FALSE(found.path);
  EXPECT_EQ(found.lack.find('\n'), std::string::npos) << found.lack;
  EXPECT_NE(found.lack.find("/bin/false: "), std::string::npos) << found.lack;
  EXPECT_NE(found.lack.find("module_that_no_system_has missing"), std::string::npos) << found.lack;
  EXPECT_EQ(found.lack.find("json missing"), std::string::npos) << found.lack;
}

TEST(Python, OneThatIsThereLacksNothing) {
  const FoundPython found = look_for_python("json");
  EXPECT_TRUE(found.path);
  EXPECT_EQ(found.lack, "");
}

}  // namespace
}  // namespace parbench
