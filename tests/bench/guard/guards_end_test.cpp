#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/leak_check.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/with_guard.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

using GuardsEnd = WithGuard;

TEST_F(GuardsEnd, IgnoresTerminalSignals) {
  run("exit 0");
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) kill(guard(), number);
  EXPECT_EQ(run("exit 0").status, 0);
}

TEST_F(GuardsEnd, EndsAllWhenDriverEnds) {
  run(daemon_script);
  client->start(script("echo $$ >running; exec sleep 600"), std::nullopt);
  const pid_t running = pid_in(folder.path() / "running");
  EXPECT_TRUE(is_alive(running) && is_alive(daemon()));
  client.reset();
  EXPECT_FALSE(is_alive(running) || is_alive(daemon()));
  EXPECT_FALSE(fs::exists(scratch));
  EXPECT_TRUE(fs::exists(folder.path()));
}

TEST_F(GuardsEnd, EndsAllWhenDriverIsKilled) {
  const fs::path scratch_of_killed = folder.path() / "scratch of the killed one";
  fs::create_directory(scratch_of_killed);
  const pid_t driver = fork();
  if (driver == 0) {
    GuardClient own{guard_executable, scratch_of_killed};
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

TEST_F(GuardsEnd, IsNotCalledKilledWhereItEndedByItself) {
  folder.write("guard", "#!/bin/sh\nexit 127\n");
  fs::permissions(folder.path() / "guard", fs::perms::owner_all);
  GuardClient unloadable{folder.path() / "guard", ""};
  EXPECT_EQ(message_of<GuardLost>([&] { unloadable.start(script("exit 0"), std::nullopt); }),
            "the guard process ended with exit code 127: it could not be loaded");
}

TEST_F(GuardsEnd, IsReplacedIfKilledDuringTrial) {
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

TEST_F(GuardsEnd, IsReplacedIfKilledBetweenTrials) {
  kill(guard(), SIGKILL);
  EXPECT_THROW(client->start(script("exit 0"), std::nullopt), GuardLost);
  EXPECT_EQ(run("exit 0").status, 0);
  kill(guard(), SIGKILL);
  EXPECT_THROW(client->clean(), GuardLost);
  EXPECT_EQ(run("exit 0").status, 0);
}

TEST_F(GuardsEnd, NamesMissingExecutable) {
  EXPECT_EQ(message_of<std::runtime_error>([] {
              GuardClient{"/no/such/guard", ""};
            }).find("cannot run the guard, /no/such/guard: No such file or directory"),
            0U);
  EXPECT_EQ(message_of<std::runtime_error>([] {
              GuardClient{"/etc/passwd", ""};
            }).find("cannot run the guard, /etc/passwd: Permission denied: make it executable"),
            0U);
}

TEST_F(GuardsEnd, DoesNotLeakOverHundredsOfTrials) {
  const auto descriptors = [&] {
    const fs::directory_iterator all{"/proc/" + std::to_string(guard()) + "/fd"};
    return std::distance(begin(all), end(all));
  };
  Start start = script("");
  start.argv = {"/bin/true"};
  client->wait(client->start(start, 10));
  client->clean();
  const LeakCheck before;
  const auto guards_before = descriptors();
  for (int i = 0; i < 300; ++i) {
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

// In a child process, because an interrupt is remembered forever.
TEST_F(GuardsEnd, InterruptEndsWaitButNotCleanup) {
  client.reset();
  fs::create_directory(scratch);
  const pid_t driver = fork();
  if (driver == 0) {
    catch_interrupts();
    GuardClient own{guard_executable, scratch};
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
