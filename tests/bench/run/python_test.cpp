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

TEST(Python, MissingPackagesAreNamed) {
  EXPECT_NE(missing_python(true).find("python3-matplotlib"), std::string::npos);
  EXPECT_EQ(missing_python(false).find("matplotlib"), std::string::npos);
}

}  // namespace
}  // namespace parbench
