#include "bench/machine/process_settings.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace parbench {
namespace {

using Variables = std::map<std::string, std::string>;

// In a child, because these settings cannot all be undone.
template <typename Change, typename Check>
void expect_after(Change change, Check check) {
  const pid_t child = fork();
  if (child == 0) _exit(!change() ? 77 : check(own_settings()) ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "this process may not change that";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(TimingVariables, AreThoseOfLoaderAllocatorAndRuntimes) {
  const char* const environment[] = {"LD_PRELOAD=/a.so",
                                     "GLIBC_TUNABLES=glibc.malloc.check=3",
                                     "MALLOC_ARENA_MAX=1",
                                     "OMP_PROC_BIND=",
                                     "KMP_BLOCKTIME=0",
                                     "TBB_VERSION=1",
                                     "HOME=/home/ada",
                                     "OLD_PATH=LD_PRELOAD=x",
                                     "LD_WITHOUT_VALUE",
                                     "MY_OMP_THREADS=1",
                                     nullptr};
  const Variables expected{{"LD_PRELOAD", "/a.so"},   {"GLIBC_TUNABLES", "glibc.malloc.check=3"},
                           {"MALLOC_ARENA_MAX", "1"}, {"OMP_PROC_BIND", ""},
                           {"KMP_BLOCKTIME", "0"},    {"TBB_VERSION", "1"}};
  EXPECT_EQ(timing_variables(environment), expected);
  EXPECT_EQ(timing_variables(nullptr), Variables{});
}

TEST(ProcessSettings, FollowTheNiceValue) {
  const int nicer = std::min(19, getpriority(PRIO_PROCESS, 0) + 3);
  expect_after([&] { return setpriority(PRIO_PROCESS, 0, nicer) == 0; },
               [&](const ProcessSettings& found) { return found.nice == nicer; });
}

TEST(ProcessSettings, FollowTheSchedulingPolicy) {
  const auto become = [](int policy, int priority) {
    const sched_param parameters{.sched_priority = priority};
    return sched_setscheduler(0, policy, &parameters) == 0;
  };
  expect_after([&] { return become(SCHED_BATCH | SCHED_RESET_ON_FORK, 0); },
               [](const ProcessSettings& found) { return found.policy == "batch"; });
  expect_after(
      [&] { return become(SCHED_FIFO, 7); },
      [](const ProcessSettings& found) { return found.policy == "fifo" && found.priority == 7; });
}

TEST(ProcessSettings, AreSoftLimits) {
  expect_after(
      [] {
        rlimit limit{};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = 100;
        return setrlimit(RLIMIT_NOFILE, &limit) == 0;
      },
      [](const ProcessSettings& found) { return found.limits.at("nofile") == 100U; });
  rlimit stack{};  // often limited up to an unlimited maximum
  getrlimit(RLIMIT_STACK, &stack);
  EXPECT_EQ(own_settings().limits.at("stack").has_value(), stack.rlim_cur != RLIM_INFINITY);
}

TEST(ProcessSettings, SayWhetherAddressesAreRandomized) {
  if (own_settings().randomized_addresses != true) GTEST_SKIP() << "they are not randomized here";
  expect_after([] { return personality(ADDR_NO_RANDOMIZE) >= 0; },
               [](const ProcessSettings& found) { return found.randomized_addresses == false; });
}

}  // namespace
}  // namespace parbench
