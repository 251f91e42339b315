#include "bench/processes/children.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/machine/process_table.hpp"
#include "bench/shared_memory.hpp"
#include "tests/support/leak_check.hpp"
#include "tests/support/rendezvous.hpp"

namespace parbench {
namespace {

using std::chrono::milliseconds;

void sleep_long() { std::this_thread::sleep_for(std::chrono::minutes{1}); }

// How a child that does `body` ends, in words.
std::string end_of(const std::function<void()>& body) {
  Children children{1};
  children.start(0, body);
  return describe_end(children.wait()->status);
}

TEST(Children, DescribeTheirEnd) {
  EXPECT_EQ(end_of([] {}), "exited with status 0");
  EXPECT_EQ(end_of([] { _exit(3); }), "exited with status 3");
  EXPECT_EQ(end_of([] { throw std::runtime_error("lost"); }), "exited with status 1");
  EXPECT_EQ(end_of([] { raise(SIGSEGV); }), "was killed by SIGSEGV");
  EXPECT_EQ(end_of([] { raise(SIGRTMIN + 5); }),
            "was killed by signal " + std::to_string(SIGRTMIN + 5));
}

TEST(Children, EndHasSlotAndPid) {
  const SharedArray<std::atomic<pid_t>> pid{1};
  Children children{3};
  children.start(0, sleep_long);
  children.start(2, [&] { pid[0] = getpid(); });
  const auto end = children.wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->slot, 2);
  EXPECT_EQ(end->pid, pid[0]);
  children.start(2, [] { _exit(7); });  // the slot is free again
  EXPECT_EQ(describe_end(children.wait()->status), "exited with status 7");
}

TEST(Children, AreKilledAndReapedByDestructor) {
  const LeakCheck before;
  {
    const Rendezvous deaf{4};
    Children children{4};
    for (int slot = 0; slot < 4; ++slot) {
      children.start(slot, [&] {
        signal(SIGTERM, SIG_IGN);
        deaf.come();
        sleep_long();
      });
    }
    EXPECT_TRUE(deaf.wait());
  }
  EXPECT_FALSE(has_children());
  EXPECT_TRUE(before.unchanged());
}

TEST(Children, DoNotAffectOtherChildren) {
  const pid_t other = fork();
  if (other == 0) _exit(5);
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(other), &ended, WEXITED | WNOWAIT);
  EXPECT_EQ(end_of([] { _exit(3); }), "exited with status 3");
  int status = 0;
  EXPECT_EQ(waitpid(other, &status, 0), other);
  EXPECT_EQ(WEXITSTATUS(status), 5);
}

TEST(Children, StartWithDefaultSignalsAndNoCoreFile) {
  rlimit any_core{};
  getrlimit(RLIMIT_CORE, &any_core);
  any_core.rlim_cur = any_core.rlim_max;
  setrlimit(RLIMIT_CORE, &any_core);
  signal(SIGTERM, SIG_IGN);
  signal(SIGUSR1, [](int) {});
  sigset_t usr2;
  sigemptyset(&usr2);
  sigaddset(&usr2, SIGUSR2);
  sigprocmask(SIG_BLOCK, &usr2, nullptr);
  EXPECT_EQ(end_of([] {
              sigset_t blocked;
              sigprocmask(SIG_SETMASK, nullptr, &blocked);
              struct sigaction term {
              }, usr1{};
              sigaction(SIGTERM, nullptr, &term);
              sigaction(SIGUSR1, nullptr, &usr1);
              rlimit core{1, 1};
              getrlimit(RLIMIT_CORE, &core);
              if (sigismember(&blocked, SIGUSR2) != 0) _exit(11);
              if (term.sa_handler != SIG_DFL || usr1.sa_handler != SIG_DFL) _exit(12);
              if (core.rlim_cur != 0) _exit(13);
            }),
            "exited with status 0");
  sigset_t blocked;
  sigprocmask(SIG_SETMASK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGUSR2), 1);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 0);
}

TEST(Children, DieWithParent) {
  const SharedArray<std::atomic<pid_t>> grandchild{1};
  int alive[2];
  ASSERT_EQ(pipe(alive), 0);
  const pid_t middle = fork();
  if (middle == 0) {
    Children children{1};
    children.start(0, [&] {
      grandchild[0] = getpid();
      sleep_long();
    });
    sleep_long();
  }
  close(alive[1]);
  while (grandchild[0] == 0) std::this_thread::sleep_for(milliseconds{1});
  kill(middle, SIGKILL);
  waitpid(middle, nullptr, 0);
  pollfd last_holder_gone{alive[0], 0, 0};  // the grandchild holds the other end while it lives
  EXPECT_EQ(poll(&last_holder_gone, 1, 5000), 1);
  close(alive[0]);
}

TEST(Children, WaitReturnsForReadableDescriptor) {
  const Descriptor event{eventfd(0, EFD_CLOEXEC)};
  Children children{1};
  children.start(0, [&] {
    eventfd_write(event.number(), 1);
    sleep_long();
  });
  EXPECT_FALSE(children.wait(event.number()));
}

TEST(Children, WaitReportsDeathBeforeDescriptor) {
  const Descriptor event{eventfd(1, EFD_CLOEXEC)};
  Children children{1};
  children.start(0, [] { _exit(3); });
  std::optional<ChildEnd> end;
  for (int look = 0; look < 5000 && !end; ++look) {
    end = children.wait(event.number());
    std::this_thread::sleep_for(milliseconds{1});
  }
  EXPECT_TRUE(end);
}

// Answers pidfd_open as a kernel before 5.3 does, in this process from now on.
bool take_pidfd_away() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST(Children, AreWatchedWithoutPidfd) {
  const pid_t tester = fork();
  if (tester == 0) {
    if (!take_pidfd_away()) _exit(77);
    if (syscall(SYS_pidfd_open, getpid(), 0) >= 0) _exit(1);
    if (end_of([] { raise(SIGKILL); }) != "was killed by SIGKILL") _exit(2);
    const Descriptor event{eventfd(0, EFD_CLOEXEC)};
    Children children{1};
    children.start(0, [&] {
      eventfd_write(event.number(), 1);
      sleep_long();
    });
    if (children.wait(event.number())) _exit(3);
    children.end_all();
    _exit(has_children() ? 4 : 0);
  }
  int status = 0;
  waitpid(tester, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no seccomp here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Children, StartThisProgramAgainWithADescriptor) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const Descriptor read_end{ends[0]};
  Descriptor write_end{ends[1]};
  Children children{1};
  children.start_program(0, {"--gtest_list_tests"}, write_end.number(), STDOUT_FILENO);
  EXPECT_EQ(describe_end(children.wait()->status), "exited with status 0");
  write_end = Descriptor{};
  char printed[4096] = {};
  EXPECT_GT(read(read_end.number(), printed, sizeof printed - 1), 0);
  EXPECT_NE(std::string{printed}.find("StartThisProgramAgain"), std::string::npos) << printed;
}

}  // namespace
}  // namespace parbench
