// `parbench check-runner` as it is typed: its lines and its exit codes. Never what a case looks
// for.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const std::string build{PARBENCH_BUILD_FOLDER};

struct Said {
  int exit_code = -1;
  std::string out, err;
};

Said check_runner(const std::string& words) {
  const TemporaryFolder folder;
  const std::string base = folder.path().string();
  const int status = std::system(
      ("'" + build + "/parbench' check-runner " + words + " >" + base + "/out 2>" + base + "/err")
          .c_str());
  return {WEXITSTATUS(status), folder.read("out"), folder.read("err")};
}

std::string runner(const std::string& name) { return "'" + build + "/runners/" + name + "' "; }

void expect_refusal(const Said& said, const std::string& line) {
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.err, "parbench: check-runner" + line + "\n");
}

TEST(CheckRunner, PrintsALineForEachCase) {
  const Said said = check_runner(runner("thread_pool") + "--workers 2");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(said.out,
            "ok    N=2   every task once\n"
            "ok    N=2   zero tasks\n"
            "ok    N=2   fewer tasks than workers\n"
            "ok    N=2   five passes\n"
            "ok    N=2   number of passes chosen by the runner\n"
            "ok    N=2   traced pass (optional)\n"
            "ok    N=2   all workers at once, never more\n"
            "ok    N=2   message of a failing task\n"
            "ok    N=2   report of a killed worker\n"
            "ok    N=2   no process left behind\n"
            "thread_pool does all of a runner's duties: 10 cases\n");
}

TEST(CheckRunner, TriesARunnerThatDoesNotScaleWithOneWorker) {
  const Said said = check_runner(runner("serial") + "-j 2,4");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.out.find("serial does all of a runner's duties: 9 cases\n"), std::string::npos)
      << said.out;
  EXPECT_EQ(said.out.find("N=2"), std::string::npos);
}

TEST(CheckRunner, NamesWhatFails) {
  const Said said = check_runner("'" + build + "/broken/broken_skips'");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_EQ(said.out.find("FAIL  N=1   every task once: wrong_result: task 63 was run 0 times\n"),
            0U)
      << said.out;
  EXPECT_NE(said.out.find("\nbroken_skips fails in 2 of 9 cases\n"), std::string::npos) << said.out;
}

TEST(CheckRunner, RefusesWhatIsNoRunner) {
  expect_refusal(check_runner("/bin/true"),
                 ": /bin/true is not a runner: --describe printed no JSON (see docs/protocol.md)");
  expect_refusal(check_runner("/bin/false"),
                 ": /bin/false is not a runner: --describe did not end with exit code 0 (see "
                 "docs/protocol.md)");
  expect_refusal(check_runner("/etc/passwd"), ": cannot run /etc/passwd: Permission denied");
}

TEST(CheckRunner, RefusesWordsThatItDoesNotKnow) {
  expect_refusal(check_runner(""), " needs the PATH of an executable");
  expect_refusal(check_runner("a b"),
                 ": 'b' is not understood: it takes one PATH and --workers LIST");
  expect_refusal(check_runner("--runs 3"),
                 ": '--runs' is not understood: it takes one PATH and --workers LIST");
  const Said none = check_runner("/no/such/runner");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err.find("parbench: check-runner: '/no/such/runner' is no file: give the path of "
                          "an executable, as "),
            0U)
      << none.err;
  EXPECT_EQ(check_runner(runner("serial") + "--workers 0").exit_code, 2);
  EXPECT_EQ(check_runner(runner("serial") + "--workers").exit_code, 2);
}

TEST(CheckRunner, TellsItsUsage) {
  const Said said = check_runner("--help");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_EQ(said.out.find("usage: parbench check-runner PATH"), 0U);
}

}  // namespace
}  // namespace parbench
