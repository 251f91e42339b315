#include "bench/launch/launch.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/guard/descendants.hpp"
#include "bench/utf8.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/with_launcher.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

using LaunchTest = WithLauncher;

TEST_F(LaunchTest, ReturnsRecord) {
  const Outcome outcome = outcome_of(write_good);
  EXPECT_EQ(outcome.status, Status::ok);
  EXPECT_EQ(outcome.reason, "");
  EXPECT_FALSE(outcome.exit_signal || outcome.helper_cpu_s);
  EXPECT_TRUE(outcome.left.empty());
  ASSERT_TRUE(outcome.record);
  EXPECT_EQ(outcome.record->wall_s, 0.25);
}

TEST_F(LaunchTest, SendsRequestOfProtocol) {
  launch.workers = 3;
  launch.passes = 5;
  launch.min_sample_s = 0.1;
  launch.slowdown = 0.25;
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
  EXPECT_EQ(request.slowdown, 0.25);
  EXPECT_FALSE(request.helper_pid);
  EXPECT_EQ(request.scratch, folder.path() / "scratch");
}

TEST_F(LaunchTest, SetsEnvironmentAndPrefixOfRunner) {
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

TEST_F(LaunchTest, PrintsCommandThatNeedsNoFolderOfTheRun) {
  ASSERT_EQ(outcome_of(write_good).status, Status::ok);  // the script changes to `folder`
  fs::remove_all(folder.path() / "scratch");
  EXPECT_EQ(std::system(launcher.command(launch).c_str()), 0);
  EXPECT_TRUE(fs::exists(folder.path() / "record.json"));
}

TEST_F(LaunchTest, ChecksDigestOfRecord) {
  launch.expected_digest = 0x2a;
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
  launch.expected_digest = 0x2b;
  expect_failure(outcome_of(write_good), Status::wrong_result,
                 "the record's digest is x000000000000002a, expected x000000000000002b");
}

TEST_F(LaunchTest, MapsExitCodeAndLastLine) {
  expect_failure(outcome_of("echo first >&2; echo 'no such luck' >&2; echo >&2; exit 1"),
                 Status::failed, "no such luck");
  expect_failure(outcome_of("echo wrong >&2; exit 3"), Status::wrong_result, "wrong");
  expect_failure(outcome_of("echo 'this runner has 1 worker' >&2; exit 4"), Status::unsupported,
                 "this runner has 1 worker");
  expect_failure(outcome_of("echo usage >&2; exit 2"), Status::failed, "usage");
  expect_failure(outcome_of("exit 77"), Status::failed, "exit code 77 without a reason");
}

TEST_F(LaunchTest, SaysThatATrialWasStoppedAtItsDeadline) {
  launch.deadline_s = 0.5;
  const Outcome outcome = outcome_of("kill -STOP $$");
  EXPECT_EQ(outcome.status, Status::timeout);
  EXPECT_EQ(outcome.reason.find("not done after 0.5 s: runner (pid "), 0U) << outcome.reason;
  EXPECT_NE(outcome.reason.find(") was stopped, as by kill -STOP"), std::string::npos);
  EXPECT_GT(outcome.pause.stopped_s, 0);
}

TEST_F(LaunchTest, ShortensReasonToOneLine) {
  const Outcome odd = outcome_of("printf 'tab\\there \\377 \\033[31mred\\n' >&2; exit 1");
  EXPECT_EQ(odd.reason, "tab here \xEF\xBF\xBD  [31mred");
  const Outcome endless = outcome_of("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1");
  EXPECT_EQ(endless.reason.size(), 500U);
  EXPECT_EQ(endless.reason, valid_utf8(endless.reason));
}

TEST_F(LaunchTest, KeepsCauseAndRemedyAtTheEndOfALongReason) {
  const Outcome outcome = outcome_of(
      "{ printf 'fetch: http://'; head -c 9000 /dev/zero | tr '\\0' x; echo ': Too many open "
      "files: "
      "raise the limit'; } >&2; exit 1");
  EXPECT_EQ(outcome.reason.size(), 500U);
  EXPECT_EQ(outcome.reason.find("fetch: http://x"), 0U) << outcome.reason;
  EXPECT_TRUE(outcome.reason.ends_with("xx: Too many open files: raise the limit"))
      << outcome.reason;
}

TEST_F(LaunchTest, NamesSignal) {
  const Outcome outcome = outcome_of("kill -SEGV $$");
  expect_failure(outcome, Status::failed, "the runner was killed by SIGSEGV");
  EXPECT_EQ(outcome.exit_signal, SIGSEGV);
  EXPECT_EQ(outcome_of("echo 'out of luck' >&2; kill -ABRT $$").reason,
            "the runner was killed by SIGABRT: out of luck");
}

// In a cgroup of 60 MiB, of which 12 are in use without a trial; four processes were killed before.
class KilledTest : public WithLauncher {
 protected:
  KilledTest() {
    machine.write("/proc/self/cgroup", "4:memory:/box\n");
    machine.write("/proc/self/mountinfo",
                  "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    machine.write(box + "/memory.limit_in_bytes", "62914560\n");
    machine.write(box + "/memory.usage_in_bytes", "12582912\n");
    machine.write(box + "/memory.oom_control", "under_oom 0\noom_kill 4\n");
  }

  Outcome outcome_here(const std::string& script) {
    runner.executable = write_script("runner", script);
    return Launcher{guard, folder.path(), folder.path() / "scratch", machine.path()}.run(launch);
  }

  std::string file(const std::string& name) const { return machine.path().string() + box + name; }

  const std::string box = "/sys/fs/cgroup/memory/box";
  const TemporaryFolder machine;
  const std::string count_one_more = "echo 'oom_kill 5' >'" + file("/memory.oom_control") + "'\n";
  const std::string why = ": out of memory (" + file("/memory.limit_in_bytes") +
                          " is 60.0 MiB, 12.0 MiB in use without this trial)";
};

TEST_F(KilledTest, IsOutOfMemoryIfTheKernelCountedIt) {
  expect_failure(outcome_here(count_one_more + "kill -KILL $$"), Status::failed,
                 "the runner was killed by SIGKILL" + why);
}

TEST_F(KilledTest, IsExplainedAlsoWhereAWorkerWasKilled) {
  expect_failure(outcome_here(count_one_more + "echo 'worker 1 was killed' >&2; exit 1"),
                 Status::failed, "worker 1 was killed" + why);
  EXPECT_EQ(outcome_here(count_one_more + write_good).status, Status::ok);
}

TEST_F(KilledTest, IsNotOutOfMemoryIfNothingWasCounted) {
  expect_failure(outcome_here("kill -KILL $$"), Status::failed, "the runner was killed by SIGKILL");
}

TEST_F(KilledTest, IsByAnUnknownSenderIfNothingCounts) {
  std::filesystem::remove(file("/memory.oom_control"));
  const std::string unknown =
      " (who sent it is unknown: the kernel, if memory was short, or a user)";
  expect_failure(outcome_here("kill -KILL $$"), Status::failed,
                 "the runner was killed by SIGKILL" + unknown);
  EXPECT_EQ(outcome_here("kill -TERM $$").reason, "the runner was killed by SIGTERM");
  launch.deadline_s = 0.3;
  EXPECT_EQ(outcome_here("exec sleep 600").reason, "not done after 0.3 s");
}

TEST_F(LaunchTest, KillsAtDeadline) {
  launch.deadline_s = 0.3;
  const Outcome outcome = outcome_of("echo $$ >pid; exec sleep 600");
  expect_failure(outcome, Status::timeout, "not done after 0.3 s");
  EXPECT_EQ(outcome.exit_signal, SIGKILL);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "pid")));
}

TEST_F(LaunchTest, KillsDescendantsAtDeadline) {
  launch.deadline_s = 0.3;
  EXPECT_EQ(outcome_of("setsid sleep 600 & echo $! >pid; wait").status, Status::timeout);
  EXPECT_FALSE(is_alive(pid_in(folder.path() / "pid")));
}

TEST_F(LaunchTest, RequiresRecord) {
  expect_failure(outcome_of("exit 0"), Status::failed,
                 "it ended with exit code 0 but wrote no record");
  ASSERT_EQ(outcome_of(write_good).status, Status::ok);
  EXPECT_EQ(outcome_of("exit 0").status, Status::failed);  // not the one of the trial before
}

TEST_F(LaunchTest, RejectsPartialRecord) {
  const Outcome outcome = outcome_of("head -c 50 good.json >\"$4\"");
  expect_failure(outcome, Status::failed,
                 "the record is not as docs/protocol.md says: it is incomplete, with 50 bytes");
  EXPECT_FALSE(outcome.record);
}

TEST_F(LaunchTest, RejectsRecordWithoutTime) {
  TrialRecord record = some_record();
  record.wall_s = 0;
  write_record(to_json(record));
  expect_failure(outcome_of(write_good), Status::failed,
                 "the record has no time: wall_s and passes must be above 0");
  record = some_record();
  record.passes = 0;
  write_record(to_json(record));
  EXPECT_EQ(outcome_of(write_good).status, Status::failed);
}

TEST_F(LaunchTest, FailsIfProcessIsLeftBehind) {
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

TEST_F(LaunchTest, NamesMissingExecutable) {
  runner.executable = "/no/such/runner";
  expect_failure(launcher.run(launch), Status::failed,
                 "cannot run /no/such/runner: No such file or directory");
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
}

TEST_F(LaunchTest, LosesOneTrialIfGuardIsKilled) {
  std::string kill_guard;
  for (const Process& child : live_children())
    kill_guard += "kill -KILL " + std::to_string(child.pid) + "\n";
  expect_failure(outcome_of(kill_guard + "exec sleep 600"), Status::failed,
                 "the guard process was killed");
  EXPECT_EQ(outcome_of(write_good).status, Status::ok);
}

// In a child process, because an interrupt is remembered forever.
TEST_F(LaunchTest, EndsTrialOnInterrupt) {
  const fs::path script =
      write_script("runner", "echo $$ >pid; kill -INT $(cat driver_pid); exec sleep 600");
  const pid_t driver = fork();
  if (driver == 0) {
    folder.write("driver_pid", std::to_string(getpid()) + "\n");
    catch_interrupts();
    GuardClient own{fs::path{PARBENCH_BUILD_FOLDER} / "parbench-guard", ""};
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
