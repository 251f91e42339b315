// The guard and its client: whatever ends, and however, nothing is left. Never a guard without a
// driver.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "bench/driver/guard_client.hpp"
#include "bench/guard/descendants.hpp"
#include "tests/support/belongings.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

const fs::path executable = fs::path{PARBENCH_BUILD_FOLDER} / "parbench-guard";

// A daemon: it has left its parent, session and signals behind. Writes its number to the file
// daemon.
const std::string daemon_script =
    "setsid sh -c 'trap \"\" TERM HUP INT; echo $$ >daemon; exec sleep 600' >/dev/null 2>&1 &\n"
    "while ! test -s daemon; do sleep 0.01; done\n" +
    until_asleep("$(cat daemon)");

class GuardTest : public testing::Test {
 protected:
  GuardTest() {
    fs::create_directory(scratch);
    client.emplace(executable, scratch);
  }

  Start script(const std::string& text) const {
    return shell("cd '" + folder.path().string() + "'; " + text, folder.path());
  }

  Ended run(const std::string& text) {
    return client->wait(client->start(script(text), std::nullopt));
  }

  pid_t daemon() const { return pid_in(folder.path() / "daemon"); }

  // Waits until it is there: before its exec it has our own name.
  static pid_t guard() {
    pid_t pid = 0;
    comes_true([&] {
      for (const Process& child : live_children()) {
        if (child.name == "parbench-guard") pid = child.pid;
      }
      return pid != 0;
    });
    if (pid == 0) throw std::runtime_error("there is no guard");
    return pid;
  }

  const TemporaryFolder folder;
  const fs::path scratch = folder.path() / "scratch";
  std::optional<GuardClient> client;
};

TEST_F(GuardTest, TellsHowAProgramEnded) {
  EXPECT_EQ(run("exit 0").status, 0);
  EXPECT_EQ(WEXITSTATUS(run("exit 3").status), 3);
  const Ended killed = run("kill -TERM $$");
  EXPECT_TRUE(WIFSIGNALED(killed.status));
  EXPECT_EQ(WTERMSIG(killed.status), SIGTERM);
  EXPECT_FALSE(killed.timed_out);
}

// A driver with words on its stdin, a variable too many and core dumps allowed: all of it is
// inherited by its guard.
TEST_F(GuardTest, StartsProgramsWithWhatAMeasurementWants) {
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
  client.emplace(executable, "");
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

TEST_F(GuardTest, StartsProgramsWithoutTheDriversOpenFiles) {
  client.reset();
  const int open_file = open("/dev/null", O_RDONLY);  // without O_CLOEXEC, as a stream's is
  client.emplace(executable, "");
  Start start = script("");
  start.argv = {"/bin/ls", "/proc/self/fd"};
  EXPECT_EQ(client->wait(client->start(start, std::nullopt)).status, 0);
  close(open_file);
  EXPECT_EQ(folder.read("out"), "0\n1\n2\n3\n");  // 3 is the folder that ls reads
}

TEST_F(GuardTest, StartsProgramsWithNoSignalBlockedOrIgnored) {
  EXPECT_EQ(run("grep -E '^Sig(Blk|Ign):' /proc/self/status").status, 0);
  EXPECT_EQ(folder.read("out"), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(GuardTest, KeepsSeveralApart) {
  const pid_t first = client->start(script("sleep 0.05; exit 1"), std::nullopt);
  const pid_t second = client->start(script("exit 2"), std::nullopt);
  EXPECT_NE(first, second);
  EXPECT_FALSE(client->has_ended(first, 0));
  EXPECT_EQ(WEXITSTATUS(client->wait(first).status), 1);
  EXPECT_TRUE(client->has_ended(second, 0));
  EXPECT_EQ(WEXITSTATUS(client->wait(second).status), 2);
}

TEST_F(GuardTest, KillsAtTheDeadlineAndNotBefore) {
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

TEST_F(GuardTest, RefusesWhatCannotBeStarted) {
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

TEST_F(GuardTest, RefusesACommandLineTooLongForAMessage) {
  EXPECT_THROW(client->start(script(": " + std::string(1 << 20, 'x')), std::nullopt),
               std::runtime_error);
  EXPECT_EQ(run("exit 0").status, 0);
}

TEST_F(GuardTest, FindsNothingLeftWhereNothingIs) {
  run("sleep 0.01 & wait");
  const Cleaned cleaned = client->clean();
  EXPECT_TRUE(cleaned.left.empty());
  EXPECT_TRUE(cleaned.cpu_s.empty());
}

TEST_F(GuardTest, FindsAndEndsWhatWasLeftBehind) {
  run("sleep 600 & echo $! >child\n" + until_asleep("$!"));
  const pid_t child = pid_in(folder.path() / "child");
  EXPECT_TRUE(is_alive(child));
  const Cleaned cleaned = client->clean();
  EXPECT_EQ(cleaned.left, std::vector<std::string>{"sleep (pid " + std::to_string(child) + ")"});
  EXPECT_FALSE(is_alive(child));
  EXPECT_TRUE(client->clean().left.empty());
}

TEST_F(GuardTest, FindsAndEndsADaemon) {
  run(daemon_script);
  const pid_t pid = daemon();
  EXPECT_TRUE(is_alive(pid));
  EXPECT_EQ(client->clean().left,
            std::vector<std::string>{"sleep (pid " + std::to_string(pid) + ")"});
  EXPECT_FALSE(is_alive(pid));
}

TEST_F(GuardTest, MissesNoEndThatComesWithAnOrphans) {
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

TEST_F(GuardTest, EndsACompanionWithoutCallingItLeftBehind) {
  const pid_t companion = client->start(script("sleep 600"), std::nullopt);
  run("exit 0");
  const Cleaned cleaned = client->clean();
  EXPECT_TRUE(cleaned.left.empty());
  EXPECT_EQ(cleaned.cpu_s.count(companion), 1U);
  EXPECT_FALSE(is_alive(companion));
}

TEST_F(GuardTest, HeedsNoSignalThatATerminalSends) {
  run("exit 0");
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) kill(guard(), number);
  EXPECT_EQ(run("exit 0").status, 0);
}

TEST_F(GuardTest, EndsEverythingWhenTheDriverIsDone) {
  run(daemon_script);
  client->start(script("echo $$ >running; exec sleep 600"), std::nullopt);
  const pid_t running = pid_in(folder.path() / "running");
  EXPECT_TRUE(is_alive(running) && is_alive(daemon()));
  client.reset();
  EXPECT_FALSE(is_alive(running) || is_alive(daemon()));
  EXPECT_FALSE(fs::exists(scratch));
  EXPECT_TRUE(fs::exists(folder.path()));
}

TEST_F(GuardTest, EndsEverythingWhenTheDriverIsKilled) {
  const fs::path scratch_of_killed = folder.path() / "scratch of the killed one";
  fs::create_directory(scratch_of_killed);
  const pid_t driver = fork();
  if (driver == 0) {
    GuardClient own{executable, scratch_of_killed};
    own.wait(own.start(script(daemon_script), std::nullopt));
    own.wait(own.start(script("echo $$ >running; exec sleep 600"), std::nullopt));
    _exit(0);
  }
  const pid_t running = pid_in(folder.path() / "running");
  EXPECT_TRUE(is_alive(running) && is_alive(daemon()));
  kill(driver, SIGKILL);
  waitpid(driver, nullptr, 0);
  EXPECT_TRUE(comes_true([&] { return !is_alive(running) && !is_alive(daemon()); }));
  EXPECT_TRUE(comes_true([&] { return !fs::exists(scratch_of_killed); }));
}

TEST_F(GuardTest, KilledUnderATrialIsReplaced) {
  run(daemon_script);
  const pid_t running = client->start(script("sleep 600"), std::nullopt);
  const pid_t first = guard();
  kill(first, SIGKILL);
  EXPECT_EQ(message_of<GuardLost>([&] { client->wait(running); }), "the guard process was killed");
  EXPECT_FALSE(is_alive(running) || is_alive(daemon()));
  EXPECT_NE(guard(), first);
  EXPECT_TRUE(fs::exists(scratch));
  EXPECT_EQ(WEXITSTATUS(run("exit 5").status), 5);
  run("sleep 600 &");
  EXPECT_EQ(client->clean().left.size(), 1U);
}

TEST_F(GuardTest, KilledBetweenTrialsIsReplaced) {
  kill(guard(), SIGKILL);
  EXPECT_THROW(client->start(script("exit 0"), std::nullopt), GuardLost);
  EXPECT_EQ(run("exit 0").status, 0);
  kill(guard(), SIGKILL);
  EXPECT_THROW(client->clean(), GuardLost);
  EXPECT_EQ(run("exit 0").status, 0);
}

TEST_F(GuardTest, MustBeThere) {
  EXPECT_EQ(message_of<std::runtime_error>([] {
              GuardClient{"/no/such/guard", ""};
            }),
            "cannot run the guard, /no/such/guard: No such file or directory");
}

TEST_F(GuardTest, LeaksNothingInThousandsOfTrials) {
  const auto descriptors = [&] {
    const fs::directory_iterator all{"/proc/" + std::to_string(guard()) + "/fd"};
    return std::distance(begin(all), end(all));
  };
  Start start = script("");
  start.argv = {"/bin/true"};
  client->wait(client->start(start, 10));
  client->clean();
  const Belongings before;
  const auto guards_before = descriptors();
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(client->wait(client->start(start, 10)).status, 0);
    ASSERT_TRUE(client->clean().left.empty());
  }
  EXPECT_TRUE(before.unchanged());
  EXPECT_EQ(descriptors(), guards_before);
  std::size_t zombies = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator{"/proc"}) {
    std::ifstream file{entry.path() / "stat"};
    std::string text;
    std::getline(file, text);
    if (text.find(") Z " + std::to_string(guard()) + " ") != std::string::npos) ++zombies;
  }
  EXPECT_EQ(zombies, 0U);
}

// In a process of its own: an interrupt is remembered for ever.
TEST_F(GuardTest, AnInterruptEndsTheWaitAndNotTheCleaning) {
  client.reset();
  fs::create_directory(scratch);
  const pid_t driver = fork();
  if (driver == 0) {
    catch_interrupts();
    GuardClient own{executable, scratch};
    const pid_t pid = own.start(script("echo $$ >running; exec sleep 600"), std::nullopt);
    pid_in(folder.path() / "running");
    if (interrupt_pending()) _exit(1);
    raise(SIGINT);  // held back until the wait
    if (!interrupt_pending()) _exit(2);
    if (message_of<Interrupted>([&] { own.wait(pid); }) != "interrupted") _exit(3);
    if (!own.clean().left.empty()) _exit(4);
    if (is_alive(pid)) _exit(5);
    if (message_of<Interrupted>([&] { own.start(script("exit 0"), std::nullopt); }) !=
        "interrupted")
      _exit(6);
    own.clean();
    _exit(interrupt_pending() ? 0 : 7);
  }
  int status = 0;
  waitpid(driver, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace parbench
