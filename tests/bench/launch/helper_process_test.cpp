#include <gtest/gtest.h>

#include "tests/support/shell.hpp"
#include "tests/support/with_launcher.hpp"

namespace parbench {
namespace {

const std::vector<ParameterSpec> helper_specs{
    {.key = "own",
     .type = ParameterSpec::Type::choice,
     .fallback = "yes",
     .choices = {"yes", "no"},
     .about = ""},
    {.key = "url", .type = ParameterSpec::Type::text, .fallback = "", .about = ""}};

const HelperProcess helper{
    .executable = "server",
    .fills = "url",
    .needed = [](const Parameters& parameters) { return parameters.text("own") == "yes"; },
    .arguments =
        [](const Parameters&) {
          return std::vector<std::string>{"--word", "two words"};
        }};

class HelperProcessTest : public WithLauncher {
 protected:
  HelperProcessTest() {
    workload.helper = &helper;
    launch.workload = &workload;
    launch.parameters = {"made", helper_specs, {}};
  }

  WorkloadInfo workload;
};

TEST_F(HelperProcessTest, RunsDuringTrialOnly) {
  write_script("server",
               "echo \"$# $2\" >server_words; echo $$ >server_pid; echo http://127.0.0.1:1/x\n"
               "i=0; while test $i -lt 20000; do i=$((i+1)); done; exec sleep 600");
  const Outcome outcome =
      outcome_of("kill -0 $(cat server_pid) && echo \"$2\" >request\nsleep 0.2\n" + write_good);
  ASSERT_EQ(outcome.status, Status::ok) << outcome.reason;
  EXPECT_EQ(folder.read("server_words"), "2 two words\n");
  EXPECT_EQ(read_request(folder.read("request")).parameters.at("url"), "http://127.0.0.1:1/x");
  EXPECT_EQ(read_request(folder.read("request")).helper_pid, pid_in(folder.path() / "server_pid"));
  ASSERT_TRUE(outcome.helper_cpu_s);
  EXPECT_GT(*outcome.helper_cpu_s, 0);
  EXPECT_LT(*outcome.helper_cpu_s, 5);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "server_pid")));
}

TEST_F(HelperProcessTest, CommandForShellStartsItAndEndsIt) {
  write_script("server",
               "echo \"$# $2\" >server_words; echo $$ >server_pid; echo http://127.0.0.1:1/x\n"
               "exec sleep 600");
  runner.executable = write_script("runner", "echo \"$2\" >request; " + write_good);
  const std::string there = "cd '" + folder.path().string() + "'; ";
  EXPECT_EQ(std::system((there + launcher.command(launch)).c_str()), 0);
  EXPECT_EQ(folder.read("server_words"), "2 two words\n");
  EXPECT_EQ(read_request(folder.read("request")).parameters.at("url"), "http://127.0.0.1:1/x");
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "record.json"));
  EXPECT_TRUE(comes_true([&] { return !is_alive(pid_in(folder.path() / "server_pid")); }));
}

TEST_F(HelperProcessTest, EndsAfterFailure) {
  write_script("server", "echo $$ >server_pid; echo here; exec sleep 600");
  EXPECT_EQ(outcome_of("exit 1").status, Status::failed);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "server_pid")));
}

TEST_F(HelperProcessTest, AddsWhatItSaysToTheReasonOfAFailure) {
  write_script("server",
               "echo 'no more connections: Too many open files' >&2; echo here; exec sleep 600");
  expect_failure(outcome_of("echo 'timed out' >&2; exit 1"), Status::failed,
                 "timed out; no more connections: Too many open files");
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
}

TEST_F(HelperProcessTest, IsNotStartedIfNotNeeded) {
  write_script("server", "echo $$ >server_pid; echo here; exec sleep 600");
  launch.parameters = {"made", helper_specs, {{"own", "no"}, {"url", "http://there"}}};
  const Outcome outcome = outcome_of("echo \"$2\" >request\n" + write_good);
  EXPECT_EQ(outcome.status, Status::ok);
  EXPECT_FALSE(outcome.helper_cpu_s);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "server_pid"));
  EXPECT_EQ(read_request(folder.read("request")).parameters.at("url"), "http://there");
}

TEST_F(HelperProcessTest, FailsTrialIfItEndsAtOnce) {
  write_script("server", "echo 'no port is free' >&2; exit 1");
  expect_failure(outcome_of(write_good), Status::failed, "server ended at once: no port is free");
}

TEST_F(HelperProcessTest, IsWaitedForAsLongAsATrialMayTake) {
  write_script("server", "exec sleep 600");
  launch.deadline_s = 0.2;
  expect_failure(outcome_of(write_good), Status::failed,
                 "server was not ready within 0.2 s; --timeout allows more");
}

TEST_F(HelperProcessTest, FailsTrialIfItIsMissing) {
  expect_failure(
      outcome_of(write_good), Status::failed,
      "cannot run " + (folder.path() / "server").string() + ": No such file or directory");
}

}  // namespace
}  // namespace parbench
