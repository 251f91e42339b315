// Every runner of the build conforms to the protocol, and each broken one is caught.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "bench/launch/check_runner.hpp"
#include "bench/launch/runners.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const std::filesystem::path build{PARBENCH_BUILD_FOLDER};

class Checking {
 public:
  CheckReport check(const std::filesystem::path& executable, const CheckSettings& settings) {
    const FoundRunner runner = describe(executable, guard_, folder_.path());
    return check_runner(runner, launcher_, settings, nullptr);
  }

 private:
  TemporaryFolder folder_;
  GuardClient guard_{build / "parbench-guard", folder_.path()};
  Launcher launcher_{guard_, build / "helpers", folder_.path()};
};

std::vector<std::string> built_runners() {
  std::vector<std::string> names;
  for (const KnownRunner& runner : known_runners()) {
    // A new interpreter for each task takes minutes: tests/runners/cpython/ has shorter cases.
    if (runner.built && !runner.name.starts_with("python_processes_"))
      names.emplace_back(runner.name);
  }
  return names;
}

class EveryRunner : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Build, EveryRunner, testing::ValuesIn(built_runners()),
                         [](const auto& test) { return test.param; });

// Where interpreters or programs start, all numbers of workers would take minutes.
CheckSettings settings_for(const std::string& runner) {
  CheckSettings settings;
  if (runner.starts_with("python") || runner == "process_spawn" || runner == "mpi")
    settings.workers = {3};
#ifdef __SANITIZE_ADDRESS__
  settings.workers = {3};  // the tests of the contract take all of them
#endif
  return settings;
}

TEST_P(EveryRunner, Conforms) {
  CheckReport report;
  try {
    report = Checking{}.check(build / "runners" / GetParam(), settings_for(GetParam()));
  } catch (const CannotRunHere& error) {
    GTEST_SKIP() << error.what();
  }
  EXPECT_FALSE(report.ended_early);
  EXPECT_GE(report.findings.size(), 8U);
  for (const Finding& finding : report.findings) {
    EXPECT_EQ(finding.problem, "") << "N=" << finding.workers << " " << finding.what;
  }
}

struct Broken {
  std::string name;
  std::string what;     // the case that must find it
  std::string problem;  // part of what the case must say
  int others;           // further cases that find it too; -1: any number
};

std::ostream& operator<<(std::ostream& out, const Broken& broken) { return out << broken.name; }

class BrokenRunner : public testing::TestWithParam<Broken> {};

INSTANTIATE_TEST_SUITE_P(
    Eight, BrokenRunner,
    testing::Values(
        Broken{"skips", "every task once", "wrong_result: task 63 was run 0 times", 2},
        Broken{"doubles", "every task once", "wrong_result: task 63 was run 2 times", 2},
        Broken{"wrong_digest", "every task once", "wrong_result: the record's digest is x", -1},
        Broken{"too_many", "all workers at once, never more", "3 tasks ran at once under 2 workers",
               -1},
        Broken{"hangs", "every task once", "timeout: not done after 1 s", 0},
        Broken{"dies", "every task once", "failed: the runner was killed by SIGABRT", 2},
        Broken{"half_record", "every task once",
               "failed: the record is not as docs/protocol.md says", -1},
        Broken{"leaves_child", "no process left behind", "broken_leaves_c (pid ", -1}),
    [](const auto& test) { return test.param.name; });

TEST_P(BrokenRunner, IsFound) {
  const Broken& broken = GetParam();
  CheckSettings settings;
  settings.workers = {2};
  settings.deadline_s = broken.name == "hangs" ? 1 : settings.deadline_s;
  const CheckReport report =
      Checking{}.check(build / "broken" / ("broken_" + broken.name), settings);
  int others = 0;
  std::optional<Finding> found;
  for (const Finding& finding : report.findings) {
    if (finding.what == broken.what) {
      found = finding;
    } else if (!finding.problem.empty()) {
      ++others;
    }
  }
  ASSERT_TRUE(found);
  EXPECT_NE(found->problem.find(broken.problem), std::string::npos) << found->problem;
  if (broken.others >= 0) {
    EXPECT_EQ(others, broken.others);
  }
  EXPECT_EQ(report.ended_early, broken.name == "hangs");
}

// The runner that docs/protocol.md ends with, in a language without our trial loop.
TEST(ForeignRunner, Conforms) {
  std::ifstream document{PARBENCH_SOURCE_FOLDER "/docs/protocol.md"};
  std::string code;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line == "```") inside = false;
    if (inside) code += line + "\n";
    if (line == "```python runner") inside = true;
  }
  ASSERT_FALSE(code.empty());
  if (std::system("python3 -c pass") != 0) GTEST_SKIP() << "there is no python3";
  const TemporaryFolder folder;
  folder.write("plain_python", code);
  std::filesystem::permissions(folder.path() / "plain_python", std::filesystem::perms::owner_all);
  const CheckReport report = Checking{}.check(folder.path() / "plain_python", {});
  EXPECT_EQ(report.findings.size(), 11U);
  for (const Finding& finding : report.findings) EXPECT_EQ(finding.problem, "") << finding.what;
  EXPECT_FALSE(report.reports_load);  // check-runner warns of that
}

TEST(CheckRunner, RefusesWhatHasNoConformanceWorkload) {
  const TemporaryFolder folder;
  GuardClient guard{build / "parbench-guard", folder.path()};
  Launcher launcher{guard, build / "helpers", folder.path()};
  FoundRunner runner = describe(build / "runners/serial", guard, folder.path());
  runner.workloads = {"primes"};
  EXPECT_THROW(check_runner(runner, launcher, {}, nullptr), std::runtime_error);
}

}  // namespace
}  // namespace parbench
