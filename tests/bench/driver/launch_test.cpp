// Each way in which a trial can end, with shell scripts for runners. Never a real measurement.
#include "bench/driver/launch.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "bench/digest.hpp"
#include "bench/guard/descendants.hpp"
#include "bench/protocol.hpp"
#include "bench/rows/utf8.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

const fs::path guard_executable = fs::path{PARBENCH_BUILD_FOLDER} / "parbench-guard";

TrialRecord some_record() {
  TrialRecord record;
  record.tasks = 4;
  record.passes = 2;
  record.wall_s = record.wall_min_s = record.wall_max_s = 0.25;
  record.workers_seen = record.max_in_flight = 1;
  record.digest = 0x2a;
  return record;
}

class LaunchTest : public testing::Test {
 protected:
  LaunchTest() {
    runner.name = "script";
    launch.runner = &runner;
    launch.workload_name = "made";
    launch.deadline_s = 30;
    write_record(to_json(some_record()));
  }

  void write_record(const std::string& text) const { folder.write("good.json", text); }

  fs::path write_script(const std::string& name, const std::string& text) const {
    folder.write(name, "#!/bin/sh\ncd '" + folder.path().string() + "'\n" + text + "\n");
    fs::permissions(folder.path() / name, fs::perms::owner_all);
    return folder.path() / name;
  }

  // $2 is the request, $4 the record's path.
  Outcome outcome_of(const std::string& script) {
    runner.executable = write_script("runner", script);
    return launcher.run(launch);
  }

  void expect_failure(const Outcome& outcome, Status status, const std::string& reason) const {
    EXPECT_EQ(outcome.status, status) << status_name(outcome.status);
    EXPECT_EQ(outcome.reason, reason);
    EXPECT_FALSE(outcome.record);
  }

  const TemporaryFolder folder;
  GuardClient guard{guard_executable, ""};
  Launcher launcher{guard, folder.path(), folder.path() / "scratch"};
  FoundRunner runner;
  Launch launch;
};

const std::string write_good = "cp good.json \"$4\"\n";

TEST_F(LaunchTest, EndsWell) {
  const Outcome outcome = outcome_of(write_good);
  EXPECT_EQ(outcome.status, Status::ok);
  EXPECT_EQ(outcome.reason, "");
  EXPECT_FALSE(outcome.exit_signal || outcome.companion_cpu_s);
  EXPECT_TRUE(outcome.left.empty());
  ASSERT_TRUE(outcome.record);
  EXPECT_EQ(outcome.record->wall_s, 0.25);
}

TEST_F(LaunchTest, AsksAsTheProtocolSays) {
  launch.workers = 3;
  launch.passes = 5;
  launch.min_sample_s = 0.1;
  const std::vector<ParameterSpec> specs{{.key = "count",
                                          .type = ParameterSpec::Type::count,
                                          .fallback = "7",
                                          .least = 0,
                                          .most = 9,
                                          .about = ""}};
  launch.parameters = {"made", specs, {}};
  ASSERT_EQ(outcome_of("echo \"$#\" $1 $3 >words; echo \"$2\" >request\n" + write_good).status,
            Status::ok);
  EXPECT_EQ(folder.read("words"), "4 --trial --record\n");
  const TrialRequest request = read_request(folder.read("request"));
  EXPECT_EQ(request.workload, "made");
  EXPECT_EQ(request.parameters, (std::map<std::string, std::string>{{"count", "7"}}));
  EXPECT_EQ(request.workers, 3);
  EXPECT_EQ(request.passes, 5U);
  EXPECT_EQ(request.min_sample_s, 0.1);
  EXPECT_EQ(request.scratch, folder.path() / "scratch");
}

TEST_F(LaunchTest, SetsTheEnvironmentAndThePrefixThatTheRunnerNames) {
  setenv("PARBENCH_TEST_GONE", "x", 1);
  runner.environment = {{"PARBENCH_TEST_SET", "it's"}, {"PARBENCH_TEST_GONE", ""}};
  runner.launch = {"env", "PARBENCH_TEST_RANKS={workers}", "PARBENCH_TEST_N=4", "sh"};
  launch.workers = 4;
  ASSERT_EQ(
      outcome_of("echo $PARBENCH_TEST_SET ${PARBENCH_TEST_GONE-unset} $PARBENCH_TEST_N >env\n" +
                 write_good)
          .status,
      Status::ok);
  EXPECT_EQ(folder.read("env"), "it's unset 4\n");
  runner.launch = {"env", "{workers}"};
  const std::string command = launcher.command(launch);
  EXPECT_EQ(command.find("env -u PARBENCH_TEST_GONE PARBENCH_TEST_SET='it'\\''s' env 4 " +
                         runner.executable.string() + " --trial '{\""),
            0U)
      << command;
}

TEST_F(LaunchTest, TheCommandIsOneThatAShellRuns) {
  ASSERT_EQ(outcome_of(write_good).status, Status::ok);
  fs::remove(folder.path() / "scratch/trial/record.json");
  EXPECT_EQ(std::system(launcher.command(launch).c_str()), 0);
  EXPECT_TRUE(fs::exists(folder.path() / "scratch/trial/record.json"));
}

TEST_F(LaunchTest, TheRecordsDigestIsLookedAt) {
  launch.expected_digest = 0x2a;
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
  launch.expected_digest = 0x2b;
  expect_failure(outcome_of(write_good), Status::wrong_result,
                 "the record's digest is x000000000000002a, expected x000000000000002b");
}

TEST_F(LaunchTest, TheExitCodeSaysWhatFailedAndTheLastLineWhy) {
  expect_failure(outcome_of("echo first >&2; echo 'no such luck' >&2; echo >&2; exit 1"),
                 Status::failed, "no such luck");
  expect_failure(outcome_of("echo wrong >&2; exit 3"), Status::wrong_result, "wrong");
  expect_failure(outcome_of("echo 'this runner has 1 worker' >&2; exit 4"), Status::unsupported,
                 "this runner has 1 worker");
  expect_failure(outcome_of("echo usage >&2; exit 2"), Status::failed, "usage");
  expect_failure(outcome_of("exit 77"), Status::failed, "exit code 77 without a reason");
}

TEST_F(LaunchTest, TheReasonIsOneCleanLineOfSomeLength) {
  const Outcome odd = outcome_of("printf 'tab\\there \\377 \\033[31mred\\n' >&2; exit 1");
  EXPECT_EQ(odd.reason, "tab here \xEF\xBF\xBD  [31mred");
  const Outcome endless = outcome_of("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1");
  EXPECT_EQ(character_count(endless.reason), 500U);
  EXPECT_EQ(endless.reason, valid_utf8(endless.reason));
}

TEST_F(LaunchTest, ASignalIsNamed) {
  const Outcome outcome = outcome_of("kill -SEGV $$");
  expect_failure(outcome, Status::failed, "the runner was killed by SIGSEGV");
  EXPECT_EQ(outcome.exit_signal, SIGSEGV);
  EXPECT_EQ(outcome_of("echo 'out of luck' >&2; kill -ABRT $$").reason,
            "the runner was killed by SIGABRT: out of luck");
}

TEST_F(LaunchTest, TheDeadlineIsKept) {
  launch.deadline_s = 0.3;
  const Outcome outcome = outcome_of("echo $$ >pid; exec sleep 600");
  expect_failure(outcome, Status::timeout, "not done after 0.3 s");
  EXPECT_EQ(outcome.exit_signal, SIGKILL);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "pid")));
}

TEST_F(LaunchTest, TheDeadlineHoldsForWhatTheRunnerStartedToo) {
  launch.deadline_s = 0.3;
  EXPECT_EQ(outcome_of("setsid sleep 600 & echo $! >pid; wait").status, Status::timeout);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "pid")));
}

TEST_F(LaunchTest, ARecordIsNeeded) {
  expect_failure(outcome_of("exit 0"), Status::failed,
                 "it ended with exit code 0 and wrote no record");
  ASSERT_EQ(outcome_of(write_good).status, Status::ok);
  EXPECT_EQ(outcome_of("exit 0").status, Status::failed);  // not the one of the trial before
}

TEST_F(LaunchTest, HalfARecordIsNone) {
  const Outcome outcome = outcome_of("head -c 50 good.json >\"$4\"");
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_EQ(outcome.reason.find("the record is not as docs/protocol.md says"), 0U)
      << outcome.reason;
  EXPECT_FALSE(outcome.record);
}

TEST_F(LaunchTest, ARecordWithoutATimeIsNone) {
  TrialRecord record = some_record();
  record.wall_s = 0;
  write_record(to_json(record));
  expect_failure(outcome_of(write_good), Status::failed,
                 "the record holds no time: wall_s and passes must be above 0");
  record = some_record();
  record.passes = 0;
  write_record(to_json(record));
  EXPECT_EQ(outcome_of(write_good).status, Status::failed);
}

TEST_F(LaunchTest, NothingMayBeLeftBehind) {
  const std::string leave = "setsid sleep 600 & echo $! >pid\n" + until_asleep("$!");
  const Outcome outcome = outcome_of(leave + write_good);
  const pid_t pid = pid_in(folder.path() / "pid");
  const std::string left = "sleep (pid " + std::to_string(pid) + ")";
  expect_failure(outcome, Status::failed, "the runner left a process behind: " + left);
  EXPECT_EQ(outcome.left, std::vector<std::string>{left});
  EXPECT_FALSE(is_alive(pid));
  const Outcome failed = outcome_of(leave + "echo 'no such luck' >&2; exit 1");
  EXPECT_EQ(failed.reason, "no such luck");
  EXPECT_EQ(failed.left.size(), 1U);
}

TEST_F(LaunchTest, TheExecutableMustBeThere) {
  runner.executable = "/no/such/runner";
  expect_failure(launcher.run(launch), Status::failed,
                 "cannot run /no/such/runner: No such file or directory");
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
}

const std::vector<ParameterSpec> companion_specs{
    {.key = "own",
     .type = ParameterSpec::Type::choice,
     .fallback = "yes",
     .choices = {"yes", "no"},
     .about = ""},
    {.key = "url", .type = ParameterSpec::Type::text, .fallback = "", .about = ""}};

const Companion companion{
    .executable = "server",
    .fills = "url",
    .needed = [](const Parameters& parameters) { return parameters.text("own") == "yes"; },
    .arguments =
        [](const Parameters&) {
          return std::vector<std::string>{"--word", "two words"};
        }};

class CompanionTest : public LaunchTest {
 protected:
  CompanionTest() {
    workload.companion = &companion;
    launch.workload = &workload;
    launch.parameters = {"made", companion_specs, {}};
  }

  WorkloadInfo workload;
};

TEST_F(CompanionTest, IsThereWhileTheTrialIsAndGoneAfterIt) {
  write_script("server",
               "echo \"$# $2\" >server_words; echo $$ >server_pid; echo http://127.0.0.1:1/x\n"
               "i=0; while test $i -lt 20000; do i=$((i+1)); done; exec sleep 600");
  const Outcome outcome =
      outcome_of("kill -0 $(cat server_pid) && echo \"$2\" >request\nsleep 0.2\n" + write_good);
  ASSERT_EQ(outcome.status, Status::ok) << outcome.reason;
  EXPECT_EQ(folder.read("server_words"), "2 two words\n");
  EXPECT_EQ(read_request(folder.read("request")).parameters.at("url"), "http://127.0.0.1:1/x");
  ASSERT_TRUE(outcome.companion_cpu_s);
  EXPECT_GT(*outcome.companion_cpu_s, 0);
  EXPECT_LT(*outcome.companion_cpu_s, 5);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "server_pid")));
  EXPECT_NE(launcher.command(launch).find("{companion}"), std::string::npos);
}

TEST_F(CompanionTest, IsGoneAfterAFailureToo) {
  write_script("server", "echo $$ >server_pid; echo here; exec sleep 600");
  EXPECT_EQ(outcome_of("exit 1").status, Status::failed);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "server_pid")));
}

TEST_F(CompanionTest, IsNotStartedWhereItIsNotNeeded) {
  write_script("server", "echo $$ >server_pid; echo here; exec sleep 600");
  launch.parameters = {"made", companion_specs, {{"own", "no"}, {"url", "http://there"}}};
  const Outcome outcome = outcome_of("echo \"$2\" >request\n" + write_good);
  EXPECT_EQ(outcome.status, Status::ok);
  EXPECT_FALSE(outcome.companion_cpu_s);
  EXPECT_FALSE(fs::exists(folder.path() / "server_pid"));
  EXPECT_EQ(read_request(folder.read("request")).parameters.at("url"), "http://there");
}

TEST_F(CompanionTest, ThatEndsAtOnceFailsTheTrial) {
  write_script("server", "echo 'no port is free' >&2; exit 1");
  expect_failure(outcome_of(write_good), Status::failed, "server ended at once: no port is free");
}

TEST_F(CompanionTest, ThatIsNotThereFailsTheTrial) {
  expect_failure(
      outcome_of(write_good), Status::failed,
      "cannot run " + (folder.path() / "server").string() + ": No such file or directory");
}

TEST_F(LaunchTest, AKilledGuardCostsOneTrial) {
  std::string kill_guard;
  for (const Process& child : live_children())
    kill_guard += "kill -KILL " + std::to_string(child.pid) + "\n";
  expect_failure(outcome_of(kill_guard + "exec sleep 600"), Status::failed,
                 "the guard process was killed");
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
}

// In a process of its own: an interrupt is remembered for ever.
TEST_F(LaunchTest, AnInterruptEndsTheTrialAndLeavesNothing) {
  const fs::path script =
      write_script("runner", "echo $$ >pid; kill -INT $(cat driver_pid); exec sleep 600");
  const pid_t driver = fork();
  if (driver == 0) {
    folder.write("driver_pid", std::to_string(getpid()) + "\n");
    catch_interrupts();
    GuardClient own{guard_executable, ""};
    Launcher own_launcher{own, folder.path(), folder.path() / "scratch"};
    runner.executable = script;
    if (message_of<Interrupted>([&] { own_launcher.run(launch); }) != "interrupted") _exit(1);
    _exit(is_alive(pid_in(folder.path() / "pid")) ? 2 : 0);
  }
  int status = 0;
  waitpid(driver, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace parbench
