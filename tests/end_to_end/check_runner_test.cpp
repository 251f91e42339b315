// `parbench check-runner` from its command line to its lines and exit codes.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const std::string build{PARBENCH_BUILD_FOLDER};

struct Ended {
  int exit_code = -1;
  std::string out, err;
};

Ended check_runner(const std::string& args) {
  const TemporaryFolder folder;
  const std::string base = folder.path().string();
  const int status = std::system(
      ("'" + build + "/parbench' check-runner " + args + " >" + base + "/out 2>" + base + "/err")
          .c_str());
  return {WEXITSTATUS(status), folder.read("out"), folder.read("err")};
}

std::string runner(const std::string& name) { return "'" + build + "/runners/" + name + "' "; }

void expect_refusal(const Ended& ended, const std::string& line) {
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "parbench: " + line + "\n");
}

TEST(CheckRunner, PrintsALineForEachCase) {
  const Ended ended = check_runner(runner("thread_pool") + "--workers 2");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out,
            "ok    N=2   every task once\n"
            "ok    N=2   zero tasks\n"
            "ok    N=2   fewer tasks than workers\n"
            "ok    N=2   five passes\n"
            "ok    N=2   number of passes chosen by the runner\n"
            "ok    N=2   traced pass (optional)\n"
            "ok    N=2   all workers at once, never more\n"
            "ok    N=2   tasks in their order\n"
            "ok    N=2   every task once, on one CPU\n"
            "ok    N=2   all workers at once, on one CPU\n"
            "ok    N=2   message of a failing task\n"
            "ok    N=2   report of a killed worker\n"
            "ok    N=2   no process left behind\n"
            "thread_pool conforms to the runner protocol: 13 cases\n");
}

TEST(CheckRunner, ChecksARunnerThatDoesNotScaleWithOneWorker) {
  const Ended ended = check_runner(runner("serial") + "-j 2,4");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_NE(ended.out.find("serial conforms to the runner protocol: 12 cases\n"), std::string::npos)
      << ended.out;
  EXPECT_EQ(ended.out.find("N=2"), std::string::npos);
}

TEST(CheckRunner, NamesWhatFails) {
  const Ended ended = check_runner("'" + build + "/broken/broken_skips'");
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_EQ(ended.out.find("FAIL  N=1   every task once: wrong_result: task 63 was run 0 times\n"),
            0U)
      << ended.out;
  EXPECT_NE(ended.out.find("\nbroken_skips fails 3 of 11 cases\n"), std::string::npos) << ended.out;
}

TEST(CheckRunner, RefusesWhatIsNotARunner) {
  expect_refusal(check_runner("/bin/true"),
                 "check-runner: /bin/true is not a runner: --describe must print a JSON object and "
                 "nothing else, and "
                 "printed '' (see docs/protocol.md)");
  expect_refusal(
      check_runner("/bin/false"),
      "check-runner: /bin/false is not a runner: --describe did not end with exit code 0 (see "
      "docs/protocol.md)");
  expect_refusal(
      check_runner("/etc/passwd"),
      "check-runner: cannot run /etc/passwd: Permission denied: make it executable (chmod +x), "
      "on a file system that is not mounted noexec");
}

TEST(CheckRunner, TakesTheNameOfARunnerOfTheBuild) {
  const Ended ended = check_runner("serial --workers 1");
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_NE(ended.out.find("\nserial conforms to the runner protocol: "), std::string::npos);
}

TEST(CheckRunner, RefusesUnknownArguments) {
  expect_refusal(check_runner(""), "check-runner: RUNNER is required");
  expect_refusal(check_runner("a b"),
                 "unexpected argument 'b'; parbench check-runner --help lists the options");
  expect_refusal(check_runner("a --runs 3"),
                 "unknown option --runs; parbench check-runner --help lists the options");
  expect_refusal(check_runner("/no/such/runner"),
                 "check-runner: '/no/such/runner' is not a file: give the path of an executable");
  expect_refusal(check_runner("serail"),
                 "check-runner: 'serail' is neither a runner nor a file; did you mean serial?");
  EXPECT_EQ(check_runner(runner("serial") + "--workers 0").exit_code, 2);
  EXPECT_EQ(check_runner(runner("serial") + "--workers").exit_code, 2);
}

TEST(CheckRunner, HasItsOwnHelp) {
  const Ended ended = check_runner("--help");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_NE(ended.out.find("usage: parbench check-runner [OPTIONS] RUNNER"), std::string::npos);
}

}  // namespace
}  // namespace parbench
