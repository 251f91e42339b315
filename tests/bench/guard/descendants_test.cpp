#include "bench/guard/descendants.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>

#include "bench/shared_memory.hpp"
#include "tests/support/actions.hpp"
#include "tests/support/shell.hpp"

namespace parbench {
namespace {

[[noreturn]] void stay() {
  for (;;) pause();
}

// Where descendants report that they have started.
class Roll {
 public:
  void come() const { pids_[static_cast<std::size_t>(came_[0]++)] = getpid(); }
  bool all(int count) const {
    return comes_true([&] { return came_[0] == count; });
  }
  bool any_alive() const { return std::any_of(pids_.begin(), pids_.begin() + came_[0], is_alive); }

 private:
  SharedArray<pid_t> pids_{1000};
  SharedArray<std::atomic<int>> came_{1};
};

bool has_no_children() { return waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

TEST(LiveChildren, ExcludeZombiesAndGrandchildren) {
  EXPECT_TRUE(live_children().empty());
  const Roll roll;
  const pid_t zombie = forked([] {});
  const pid_t child = forked([&] {
    prctl(PR_SET_NAME, "odd) R 1 (name");
    if (fork() == 0) stay();
    roll.come();
    stay();
  });
  ASSERT_TRUE(roll.all(1));
  ASSERT_TRUE(comes_true([&] { return !is_alive(zombie); }));
  const std::vector<Process> children = live_children();
  ASSERT_EQ(children.size(), 1U);
  EXPECT_EQ(children[0].pid, child);
  EXPECT_EQ(children[0].name, "odd) R 1 (name");
  become_subreaper();
  kill_descendants();
}

TEST(KillDescendants, ReturnsAtOnceWithoutDescendants) {
  EXPECT_TRUE(kill_descendants().empty());
  EXPECT_TRUE(has_no_children());
}

TEST(KillDescendants, EndsDescendantsOfAnyDepth) {
  become_subreaper();
  const Roll roll;
  std::function<void(int)> family = [&](int generations) {
    for (int i = 0; i < 2 && generations > 0; ++i) {
      if (fork() == 0) {
        family(generations - 1);
        roll.come();
        stay();
      }
    }
  };
  family(4);
  ASSERT_TRUE(roll.all(2 + 4 + 8 + 16));
  EXPECT_EQ(kill_descendants().size(), 30U);
  EXPECT_FALSE(roll.any_alive());
  EXPECT_TRUE(has_no_children());
}

TEST(KillDescendants, EndsDaemon) {
  become_subreaper();
  const Roll roll;
  const pid_t child = forked([&] {
    setsid();
    if (fork() != 0) _exit(0);
    for (const int number : {SIGTERM, SIGHUP, SIGINT, SIGCHLD}) signal(number, SIG_IGN);
    if (chdir("/") == 0) roll.come();
    stay();
  });
  waitpid(child, nullptr, 0);
  ASSERT_TRUE(roll.all(1));
  EXPECT_EQ(kill_descendants().size(), 1U);
  EXPECT_FALSE(roll.any_alive());
}

TEST(KillDescendants, EndsChainThatKeepsForking) {
  become_subreaper();
  const Roll roll;
  forked([&] {
    // Each one starts the next and ends; 500 in all, the last one stays.
    for (int i = 0; i < 500; ++i) {
      if (fork() != 0) _exit(0);
      setsid();
    }
    roll.come();
    stay();
  });
  usleep(2000);
  kill_descendants();
  EXPECT_FALSE(roll.any_alive());
  EXPECT_TRUE(has_no_children());
}

TEST(KillDescendants, EndsStoppedProcesses) {
  const pid_t child = forked(stay);
  kill(child, SIGSTOP);
  EXPECT_EQ(kill_descendants().count(child), 1U);
}

TEST(KillDescendants, ReturnsCpuTimes) {
  const Roll roll;
  const pid_t busy = forked([&] {
    spin(30'000'000);
    roll.come();
    stay();
  });
  const pid_t idle = forked([&] {
    roll.come();
    stay();
  });
  ASSERT_TRUE(roll.all(2));
  const auto cpu_s = kill_descendants();
  ASSERT_EQ(cpu_s.size(), 2U);
  EXPECT_GE(cpu_s.at(busy), 0.0299);
  EXPECT_LT(cpu_s.at(busy), 0.06);
  EXPECT_LT(cpu_s.at(idle), 0.02);
}

}  // namespace
}  // namespace parbench
