#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "bench/machine/cpus.hpp"
#include "tests/support/actions.hpp"
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

TEST_F(GuardTest, KillsProgramThatWritesWithoutEnd) {
  const Ended ended = run("exec yes >&2");
  EXPECT_EQ(ended.flooded, "stderr");
  EXPECT_EQ(WTERMSIG(ended.status), SIGKILL);
  EXPECT_EQ(run("yes | head -c 1000000").flooded, "");
}

TEST_F(GuardTest, BindsProgramToOneCpu) {
  const int last = own_affinity().back();
  Start start = script("grep Cpus_allowed_list /proc/self/status");
  start.cpu = last;
  EXPECT_EQ(client->wait(client->start(start, std::nullopt)).status, 0);
  EXPECT_EQ(folder.read("out"), "Cpus_allowed_list:\t" + std::to_string(last) + "\n");
}

TEST_F(GuardTest, IsKilledForMemoryBeforeTheDriverAndAfterTrials) {
  const auto score_of = [](const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/oom_score_adj");
    int score = -2000;
    file >> score;
    return score;
  };
  const int own = score_of("self");
  if (own == -2000) GTEST_SKIP() << "this kernel has no oom_score_adj";
  EXPECT_EQ(run("cat /proc/self/oom_score_adj").status, 0);
  EXPECT_EQ(folder.read("out"), "1000\n");
  EXPECT_EQ(score_of(std::to_string(guard())), std::max(own, 500));
  EXPECT_EQ(score_of("self"), own);
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

constexpr const char* until_go = "until test -e go; do sleep 0.01; done";

// Everything stands still for longer than the deadline, as after Ctrl-Z or in a cgroup's freezer.
TEST_F(GuardTest, LeavesPausesOutOfTheDeadline) {
  const pid_t pid = client->start(script(until_go), 2);
  kill(pid, SIGSTOP);
  kill(guard(), SIGSTOP);
  sleep_ms(3000);
  kill(guard(), SIGCONT);
  kill(pid, SIGCONT);
  folder.write("go", "");
  EXPECT_FALSE(client->wait(pid).timed_out);
  const Pause pause = client->clean().pause;
  EXPECT_GT(pause.paused_s, 2);
  EXPECT_LT(pause.stopped_s, 2);  // one and the same time
  EXPECT_EQ(client->clean().pause.paused_s, 0);
}

TEST_F(GuardTest, ReportsForHowLongOnlyTheTrialWasStopped) {
  const pid_t pid = client->start(script(until_go), 60);
  kill(pid, SIGSTOP);
  sleep_ms(500);
  kill(pid, SIGCONT);
  sleep_ms(100);
  kill(pid, SIGSTOP);
  sleep_ms(500);
  kill(pid, SIGCONT);
  folder.write("go", "");
  EXPECT_FALSE(client->wait(pid).timed_out);
  EXPECT_GT(client->clean().pause.stopped_s, 0.5);
}

TEST_F(GuardTest, EndsAStoppedTrialAtItsDeadlineAndNamesIt) {
  const pid_t alone = client->start(script("kill -STOP $$"), 0.3);
  const Ended ended = client->wait(alone);
  EXPECT_TRUE(ended.timed_out);
  EXPECT_EQ(ended.stopped, "sh (pid " + std::to_string(alone) + ")");
  const pid_t parent = client->start(
      script("sleep 600 & echo $! >child\n" + until_asleep("$!") + "kill -STOP $!; wait"), 3);
  const pid_t child = pid_in(folder.path() / "child");
  EXPECT_EQ(client->wait(parent).stopped, "sleep (pid " + std::to_string(child) + ")");
  client->clean();
  EXPECT_EQ(client->wait(client->start(script("sleep 600"), 0.2)).stopped, "");
  const pid_t server = client->start(script("kill -STOP $$"), std::nullopt);
  EXPECT_EQ(client->wait(client->start(script("sleep 600"), 0.5)).stopped,
            "sh (pid " + std::to_string(server) + ")");
}

TEST_F(GuardTest, ReportsProgramsThatCannotStart) {
  const auto refusal = [&](const std::string& program) {
    return message_of<std::runtime_error>([&] {
      client->start({{program}, {}, {}, folder.path() / "out", folder.path() / "err"},
                    std::nullopt);
    });
  };
  EXPECT_EQ(refusal("/no/such/program"), "cannot run /no/such/program: No such file or directory");
  EXPECT_EQ(refusal("/etc/passwd"),
            "cannot run /etc/passwd: Permission denied: make it executable (chmod +x), on a file "
            "system that is not mounted noexec");
  Start nowhere = script("exit 0");
  nowhere.stdout_path = "/no/such/folder/out";
  EXPECT_EQ(message_of<std::runtime_error>([&] { client->start(nowhere, std::nullopt); }),
            "cannot open /no/such/folder/out for /bin/sh: No such file or directory: the folder "
            "/no/such/folder is missing");
  folder.write("script", "#!/no/such/python -I\n");
  std::filesystem::permissions(folder.path() / "script", std::filesystem::perms::owner_all);
  const std::string path = folder.path() / "script";
  EXPECT_EQ(refusal(path), "cannot run " + path +
                               ", whose interpreter is missing (/no/such/python -I): No such file "
                               "or directory");
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
