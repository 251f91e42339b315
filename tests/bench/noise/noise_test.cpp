#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

#include "bench/machine/process_table.hpp"
#include "tests/support/actions.hpp"

namespace parbench {
namespace {

struct Ended {
  int status = -1;
  std::string text;
};

Ended run_noise(const std::string& args) {
  FILE* const pipe = popen((std::string(PARBENCH_NOISE) + " " + args + " 2>&1").c_str(), "r");
  Ended what;
  std::array<char, 400> line{};
  while (fgets(line.data(), line.size(), pipe) != nullptr) what.text += line.data();
  what.status = WEXITSTATUS(pclose(pipe));
  return what;
}

TEST(Noise, RejectsInvalidOptions) {
  for (const char* args :
       {"--spinners 0", "--spinners x", "--duty 2", "--duty 0", "--duty 0.5x", "--duty nan",
        "--period 3", "--period 0s", "--seed -1", "--for 1us", "--for", "--loud", "3", "''"}) {
    const Ended what = run_noise(args);
    EXPECT_EQ(what.status, 2) << args;
    EXPECT_EQ(what.text.find("parbench-noise: "), 0U) << args << ": " << what.text;
    EXPECT_EQ(what.text.find('\n'), what.text.size() - 1) << args << ": " << what.text;
  }
}

TEST(Noise, EndsAfterGivenTime) {
  const Ended what = run_noise("--spinners 2 --duty 0.5 --period 20ms --seed 7 --for 100ms");
  EXPECT_EQ(what.status, 0);
  EXPECT_EQ(what.text, "");
}

pid_t start_noise() {
  const pid_t child = fork();
  if (child != 0) return child;
  execl(PARBENCH_NOISE, PARBENCH_NOISE, "--spinners", "2", "--duty", "1", "--for", "30s", nullptr);
  _exit(127);
}

std::set<pid_t> spinners_of(pid_t noise) {
  std::set<pid_t> spinners = tree_of(noise, read_processes());
  spinners.erase(noise);
  return spinners;
}

std::set<pid_t> two_spinners_of(pid_t noise) {
  std::set<pid_t> spinners;
  for (int look = 0; look < 2000 && spinners.size() < 2; ++look) {
    sleep_ms(2);
    spinners = spinners_of(noise);
  }
  return spinners;
}

bool all_gone(const std::set<pid_t>& pids) {
  for (int look = 0; look < 2000; ++look) {
    bool any = false;
    for (const ProcessEntry& process : read_processes())
      any |= pids.contains(process.pid) && process.name == "parbench-noise" &&
             process.parent != getpid();
    if (!any) return true;
    sleep_ms(2);
  }
  return false;
}

TEST(Noise, EndsSpinnersWhenKilled) {
  const pid_t noise = start_noise();
  const std::set<pid_t> spinners = two_spinners_of(noise);
  EXPECT_EQ(spinners.size(), 2U);
  for (const pid_t spinner : spinners) {
    for (int look = 0; look < 2000 && cpu_clock_s(spinner).value_or(0) < 0.02; ++look) sleep_ms(2);
    EXPECT_GE(cpu_clock_s(spinner).value_or(0), 0.02);
  }
  kill(noise, SIGKILL);
  waitpid(noise, nullptr, 0);
  EXPECT_TRUE(all_gone(spinners));
}

TEST(Noise, EndsWithParent) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const pid_t noise = start_noise();
    if (two_spinners_of(noise).size() != 2 || write(ends[1], &noise, sizeof noise) < 0) _exit(1);
    pause();
    _exit(0);
  }
  pid_t noise = 0;
  ASSERT_EQ(read(ends[0], &noise, sizeof noise), static_cast<ssize_t>(sizeof noise));
  std::set<pid_t> pids = spinners_of(noise);
  EXPECT_EQ(pids.size(), 2U);
  pids.insert(noise);
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  EXPECT_TRUE(all_gone(pids));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace parbench
