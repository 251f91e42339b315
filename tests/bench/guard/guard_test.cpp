#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/message_of.hpp"
#include "tests/support/with_guard.hpp"

namespace parbench {
namespace {

using GuardTest = WithGuard;

TEST_F(GuardTest, ReportsEndOfProgram) {
  EXPECT_EQ(run("exit 0").status, 0);
  EXPECT_EQ(WEXITSTATUS(run("exit 3").status), 3);
  const Ended killed = run("kill -TERM $$");
  EXPECT_TRUE(WIFSIGNALED(killed.status));
  EXPECT_EQ(WTERMSIG(killed.status), SIGTERM);
  EXPECT_FALSE(killed.timed_out);
}

// A driver with words on its stdin, a variable too many and core dumps allowed: all of it is
// inherited by its guard.
TEST_F(GuardTest, SetsUpProcessForMeasurement) {
  client.reset();
  setenv("PARBENCH_TEST_GONE", "x", 1);
  rlimit core{};
  getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = core.rlim_max;
  setrlimit(RLIMIT_CORE, &core);
  folder.write("in", "words\n");
  const int own_stdin = fcntl(0, F_DUPFD_CLOEXEC, 3);
  const int words = open((folder.path() / "in").c_str(), O_RDONLY | O_CLOEXEC);
  dup2(words, 0);
  client.emplace(guard_executable, "");
  Start start = script(
      "echo $PARBENCH_TEST_SET ${PARBENCH_TEST_GONE-unset} core $(ulimit -c) "
      "slack $(cat /proc/self/timerslack_ns); wc -c; echo warning >&2");
  start.set = {{"PARBENCH_TEST_SET", "a b"}};
  start.unset = {"PARBENCH_TEST_GONE"};
  EXPECT_EQ(client->wait(client->start(start, std::nullopt)).status, 0);
  dup2(own_stdin, 0);
  for (const int descriptor : {own_stdin, words}) close(descriptor);
  EXPECT_EQ(folder.read("out"), "a b unset core 0 slack 1\n0\n");
  EXPECT_EQ(folder.read("err"), "warning\n");
}

TEST_F(GuardTest, DoesNotPassOnOpenFiles) {
  client.reset();
  const int open_file = open("/dev/null", O_RDONLY);  // without O_CLOEXEC, as a stream's is
  client.emplace(guard_executable, "");
  Start start = script("");
  start.argv = {"/bin/ls", "/proc/self/fd"};
  EXPECT_EQ(client->wait(client->start(start, std::nullopt)).status, 0);
  close(open_file);
  EXPECT_EQ(folder.read("out"), "0\n1\n2\n3\n");  // 3 is the folder that ls reads
}

TEST_F(GuardTest, ResetsSignals) {
  EXPECT_EQ(run("grep -E '^Sig(Blk|Ign):' /proc/self/status").status, 0);
  EXPECT_EQ(folder.read("out"), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(GuardTest, DistinguishesSeveralPrograms) {
  const pid_t first = client->start(script("sleep 0.05; exit 1"), std::nullopt);
  const pid_t second = client->start(script("exit 2"), std::nullopt);
  EXPECT_NE(first, second);
  EXPECT_FALSE(client->has_ended(first, 0));
  EXPECT_EQ(WEXITSTATUS(client->wait(first).status), 1);
  EXPECT_TRUE(client->has_ended(second, 0));
  EXPECT_EQ(WEXITSTATUS(client->wait(second).status), 2);
}

TEST_F(GuardTest, KillsAtDeadlineAndNotBefore) {
  EXPECT_FALSE(client->wait(client->start(script("exit 0"), 10)).timed_out);
  const pid_t patient = client->start(script("sleep 600"), std::nullopt);
  const pid_t bounded = client->start(script("sleep 600"), 300);
  const auto start = std::chrono::steady_clock::now();
  const Ended ended = client->wait(client->start(script("exec sleep 600"), 0.2));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{200});
  EXPECT_TRUE(ended.timed_out);
  EXPECT_EQ(WTERMSIG(ended.status), SIGKILL);
  EXPECT_TRUE(is_alive(patient) && is_alive(bounded));
}

TEST_F(GuardTest, ReportsProgramsThatCannotStart) {
  const auto refusal = [&](const std::string& program) {
    return message_of<std::runtime_error>([&] {
      client->start({{program}, {}, {}, folder.path() / "out", folder.path() / "err"},
                    std::nullopt);
    });
  };
  EXPECT_EQ(refusal("/no/such/program"), "cannot run /no/such/program: No such file or directory");
  EXPECT_EQ(refusal("/etc/passwd"), "cannot run /etc/passwd: Permission denied");
  Start nowhere = script("exit 0");
  nowhere.stdout_path = "/no/such/folder/out";
  EXPECT_EQ(message_of<std::runtime_error>([&] { client->start(nowhere, std::nullopt); }),
            "cannot run /bin/sh: No such file or directory");
  EXPECT_EQ(run("exit 0").status, 0);
  EXPECT_TRUE(client->clean().left.empty());
}

TEST_F(GuardTest, RejectsTooLongCommandLine) {
  EXPECT_THROW(client->start(script(": " + std::string(1 << 20, 'x')), std::nullopt),
               std::runtime_error);
  EXPECT_EQ(run("exit 0").status, 0);
}

TEST_F(GuardTest, ReportsNothingLeftAfterNormalEnd) {
  run("sleep 0.01 & wait");
  const Cleaned cleaned = client->clean();
  EXPECT_TRUE(cleaned.left.empty());
  EXPECT_TRUE(cleaned.cpu_s.empty());
}

TEST_F(GuardTest, EndsChildrenLeftBehind) {
  run("sleep 600 & echo $! >child\n" + until_asleep("$!"));
  const pid_t child = pid_in(folder.path() / "child");
  EXPECT_TRUE(is_alive(child));
  const Cleaned cleaned = client->clean();
  EXPECT_EQ(cleaned.left, std::vector<std::string>{"sleep (pid " + std::to_string(child) + ")"});
  EXPECT_FALSE(is_alive(child));
  EXPECT_TRUE(client->clean().left.empty());
}

TEST_F(GuardTest, EndsDaemonLeftBehind) {
  run(daemon_script);
  const pid_t pid = daemon();
  EXPECT_TRUE(is_alive(pid));
  EXPECT_EQ(client->clean().left,
            std::vector<std::string>{"sleep (pid " + std::to_string(pid) + ")"});
  EXPECT_FALSE(is_alive(pid));
}

TEST_F(GuardTest, ReportsEndTogetherWithOrphan) {
  run("sleep 600 & echo $! >child");
  const pid_t orphan = pid_in(folder.path() / "child");
  const pid_t pid = client->start(
      script("until test -e go; do sleep 0.01; done; kill -KILL $(cat child); exit 3"),
      std::nullopt);
  kill(guard(), SIGSTOP);  // it learns of both at once
  folder.write("go", "");
  EXPECT_TRUE(comes_true([&] { return !is_alive(orphan) && !is_alive(pid); }));
  kill(guard(), SIGCONT);
  ASSERT_TRUE(client->has_ended(pid, 10));
  EXPECT_EQ(WEXITSTATUS(client->wait(pid).status), 3);
}

TEST_F(GuardTest, EndsHelperWithoutReportingIt) {
  const pid_t helper = client->start(script("sleep 600"), std::nullopt);
  run("exit 0");
  const Cleaned cleaned = client->clean();
  EXPECT_TRUE(cleaned.left.empty());
  EXPECT_EQ(cleaned.cpu_s.count(helper), 1U);
  EXPECT_FALSE(is_alive(helper));
}

}  // namespace
}  // namespace parbench
