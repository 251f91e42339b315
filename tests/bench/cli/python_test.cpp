// Finding and running the Python half.
#include "bench/cli/python.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

TEST(Python, TheChosenOneComesFirstIfItCanDoIt) {
  setenv("PARBENCH_PYTHON", "/bin/false", 1);
  const auto other = find_python(false);
  EXPECT_NE(other.value_or(""), "/bin/false");
  setenv("PARBENCH_PYTHON", "/bin/true", 1);  // says yes to everything
  EXPECT_EQ(find_python(false), "/bin/true");
  EXPECT_EQ(find_python(true), "/bin/true");
  unsetenv("PARBENCH_PYTHON");
}

TEST(Python, AQuoteInTheNameRunsNothing) {
  const TemporaryFolder folder;
  const std::string mark = folder.path() / "mark";
  setenv("PARBENCH_PYTHON", ("x'; touch " + mark + "; '").c_str(), 1);
  find_python(false);
  unsetenv("PARBENCH_PYTHON");
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST(Python, ItsExitCodeIsHandedOn) {
  EXPECT_EQ(run_python("/bin/true", "reports.summary", {}), 0);
  EXPECT_EQ(run_python("/bin/false", "reports.summary", {}), 1);
  EXPECT_EQ(run_python("/nowhere/python", "reports.summary", {}), 127);
}

TEST(Python, WhatIsMissingIsNamed) {
  EXPECT_NE(missing_python(true).find("python3-matplotlib"), std::string::npos);
  EXPECT_EQ(missing_python(false).find("matplotlib"), std::string::npos);
}

}  // namespace
}  // namespace parbench
