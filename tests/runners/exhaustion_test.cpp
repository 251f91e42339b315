#include <grp.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "bench/runner.hpp"
#include "tests/support/fake_job.hpp"
#include "tests/support/rendezvous.hpp"

namespace parbench {
namespace {

// The limit counts all threads of a user, and spares root: one user for each run of a test, and not
// beyond what a container maps.
uid_t some_user_without_processes() { return 20000 + static_cast<uid_t>(getpid()) % 30000; }

// Leaves this process and its children sixteen threads in all; a sanitizer takes one of each.
void become_limited_user() {
  const uid_t user = some_user_without_processes();
  const rlimit sixteen{16, 16};
  if (setrlimit(RLIMIT_NPROC, &sixteen) != 0 || setgroups(0, nullptr) != 0 || setgid(user) != 0 ||
      setuid(user) != 0) {
    _exit(1);
  }
}

void hold_all_threads(std::chrono::milliseconds duration) {
  try {
    for (;;) std::thread{[duration] { std::this_thread::sleep_for(duration); }}.detach();
  } catch (const std::system_error&) {
  }
}

// Says what became of a pass that needs all workers at once, and ends this process.
[[noreturn]] void report_pass_of(int workers) {
  const Rendezvous all{workers};
  const FakeJob job{static_cast<std::size_t>(workers), workers, [&](std::size_t, int) {
                      all.come();
                      const bool came = all.wait(std::chrono::seconds{3});
                      if (!came) throw std::runtime_error("not all came");
                    }};
  try {
    runner_info.make(job, workers)->run();
    std::fputs("all came\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  _exit(0);
}

class Exhaustion : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  }
};

TEST_F(Exhaustion, ThrowsAndNamesWorkerIfItLasts) {
  EXPECT_EXIT(
      {
        become_limited_user();
        report_pass_of(32);
      },
      testing::ExitedWithCode(0),
      "(thread|process) [0-9]+ of 32 could not be started: Resource temporarily unavailable");
}

TEST_F(Exhaustion, IsRetriedIfItPasses) {
  EXPECT_EXIT(
      {
        become_limited_user();
        hold_all_threads(std::chrono::milliseconds{200});
        report_pass_of(4);
      },
      testing::ExitedWithCode(0), "all came");
}

}  // namespace
}  // namespace parbench
