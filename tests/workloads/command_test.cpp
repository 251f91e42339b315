#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include "bench/wrong_result.hpp"
#include "tests/support/leak_check.hpp"
#include "tests/workloads/command_fixture.hpp"
#include "workloads/command_task.hpp"

namespace parbench {
namespace {

using std::chrono::steady_clock;

TEST_F(CommandFiles, PipeConnectsEightPrograms) {
  std::string run = "printf abc";
  for (const char* pair : {"a b", "b c", "c d", "d e", "e f", "f g", "g h"}) {
    run += std::string(" | tr ") + pair;
  }
  const auto workload = made({{"run", run}, {"pipe", "yes"}, {"tasks", "1"}});
  EXPECT_EQ(workload->expected(0), made({{"run", "printf hhh"}, {"tasks", "1"}})->expected(0));
  EXPECT_EQ(refusal({{"run", run + " | cat"}, {"pipe", "yes"}}),
            "command.run: a pipe of 9 programs is not allowed: at most 8");
}

TEST_F(CommandFiles, PipeMayEndBeforeItsFirstProgram) {
  const auto workload = made({{"run", "yes | head -n 2 | cat"}, {"pipe", "yes"}, {"tasks", "1"}});
  EXPECT_EQ(workload->expected(0),
            made({{"run", "printf 'y\\ny\\n'"}, {"tasks", "1"}})->expected(0));
}

TEST_F(CommandFiles, ExitStatusOfEveryProgramInAPipeCounts) {
  EXPECT_EQ(failure({{"run", "false | cat"}, {"pipe", "yes"}, {"tasks", "1"}}),
            "command: task 0: false exited with status 1");
}

TEST_F(CommandFiles, FailureNamesTaskStatusAndLastLineOfStderr) {
  const std::string missing = path("missing-{i}");
  const std::string reason = failure({{"run", "cat " + missing}, {"tasks", "2"}});
  EXPECT_EQ(reason, "command: task 0: cat exited with status 1: cat: " + path("missing-0") +
                        ": No such file or directory");
  EXPECT_EQ(failure(script("echo early >&2; echo late >&2; exit 7")),
            "command: task 0: sh exited with status 7: late");
  EXPECT_EQ(failure(script("kill -SEGV $$")), "command: task 0: sh was killed by SIGSEGV");
}

TEST_F(CommandFiles, StatusIsCheckedUnlessNothingIs) {
  const auto status = made({{"run", "false"}, {"tasks", "1"}, {"check", "status"}});
  EXPECT_EQ(message_of<std::runtime_error>([&] { run(*status, 0); }),
            "command: task 0: false exited with status 1");
  const auto none = made({{"run", "false"}, {"tasks", "1"}, {"check", "none"}});
  EXPECT_EQ(run(*none, 0), none->expected(0));
}

TEST_F(CommandFiles, OutputThatChangesIsAWrongResult) {
  const auto changing = script("echo x >>" + path("log") + "; cat " + path("log"));
  const auto workload = made(changing);
  EXPECT_EQ(message_of<WrongResult>([&] { run(*workload, 0); }),
            "command: task 0: its output is not that of its run before the first pass: if it "
            "differs by nature, --set command.check=status");
  Values by_status = changing;
  by_status["check"] = "status";
  const auto tolerant = made(by_status);
  EXPECT_EQ(run(*tolerant, 0), tolerant->expected(0));
  EXPECT_EQ(run(*tolerant, 0), tolerant->expected(0));
}

TEST_F(CommandFiles, PrintingMoreThanTheLimitEndsIt) {
  const auto start = steady_clock::now();
  EXPECT_EQ(failure({{"run", "yes"}, {"tasks", "1"}, {"limit", "10MiB"}}),
            "command: task 0: yes printed more than 10MiB and was killed: --set "
            "command.limit=SIZE allows more");
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds{60});
  EXPECT_EQ(failure({{"run", "printf abc"}, {"tasks", "1"}, {"limit", "3B"}}),
            "nothing was thrown");
  EXPECT_NE(failure({{"run", "printf abcd"}, {"tasks", "1"}, {"limit", "3B"}}),
            "nothing was thrown");
}

TEST_F(CommandFiles, MuchOnBothOutputsBlocksNobody) {
  const auto workload = made(
      script("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; echo end >&2; exit 0"));
  EXPECT_EQ(run(*workload, 0),
            made({{"run", "head -c 3000000 /dev/zero"}, {"tasks", "1"}})->expected(0));
}

TEST_F(CommandFiles, ProgramGetsNoTerminalAndOnlyThreeDescriptors) {
  int leaky[2];
  ASSERT_EQ(pipe(leaky), 0);  // stays open in a program unless it is closed there
  const auto listed = script("ls /proc/self/fd");
  // ls opens the folder itself as 3.
  EXPECT_EQ(made(listed)->expected(0),
            made({{"run", "printf '0\\n1\\n2\\n3\\n'"}, {"tasks", "1"}})->expected(0));
  EXPECT_NE(failure(script("exec 3</dev/tty")), "nothing was thrown");
  EXPECT_EQ(failure({{"run", "cat"}, {"tasks", "1"}}), "nothing was thrown");  // ends at once
  for (const int end : leaky) close(end);
}

TEST_F(CommandFiles, ProgramGetsDefaultSignals) {
  struct sigaction before {};
  struct sigaction ignoring {};
  ignoring.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignoring, &before);
  sigset_t held, mask;
  sigemptyset(&held);
  sigaddset(&held, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &held, &mask);
  EXPECT_EQ(failure(script("kill -PIPE $$; exit 3")), "command: task 0: sh was killed by SIGPIPE");
  EXPECT_EQ(failure(script("kill -TERM $$; exit 3")), "command: task 0: sh was killed by SIGTERM");
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  sigaction(SIGPIPE, &before, nullptr);
}

TEST_F(CommandFiles, NothingIsLeftAfterTasksInThreads) {
  const auto workload = made({{"run", "echo {i} | cat"}, {"pipe", "yes"}, {"tasks", "40"}});
  std::thread{[] {}}.join();  // a sanitizer starts its own thread with the first
  const LeakCheck leaks;
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < 40; i = next++)
        EXPECT_EQ(run(*workload, i), workload->expected(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(leaks.unchanged());
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);  // and no child
}

TEST_F(CommandFiles, BackgroundProcessesEndWithTheirTask) {
  const auto workload = made(script("sleep 1000 >/dev/null 2>&1 & echo $! >" + path("pid")));
  const pid_t left = std::stoi(folder.read("pid"));
  // Gone, or dead and not reaped by whoever adopted it.
  const auto deadline = steady_clock::now() + std::chrono::seconds{20};
  const auto ended = [&] {
    std::ifstream stat("/proc/" + std::to_string(left) + "/stat");
    const std::string text{std::istreambuf_iterator<char>(stat), {}};
    return text.empty() || text.find(") Z ") != std::string::npos;
  };
  while (!ended() && steady_clock::now() < deadline) usleep(1000);
  EXPECT_TRUE(ended());
}

TEST_F(CommandFiles, ATaskThatIsGivenUpKillsItsProgram) {
  const CommandRules rules;
  ChildUsage usage;
  const auto start = steady_clock::now();
  {
    CommandTask task{{{{"sleep", "1000"}, {"cat"}}, "/dev/null"}, rules, usage};
    EXPECT_TRUE(task.step());
  }
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds{20});
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

TEST_F(CommandFiles, CpuTimeOfProgramsAndTheirChildrenIsCounted) {
  ChildUsage usage;
  Worker worker;
  worker.children = &usage;
  const auto idle = made({{"run", "true"}, {"tasks", "1"}});
  idle->run_task(0, worker);
  const std::int64_t start_ns = usage.cpu_ns;
  const std::string busy = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done";
  const auto workload = made(script("(" + busy + "); (" + busy + ") & wait"));
  usage = {};
  workload->run_task(0, worker);
  EXPECT_GT(usage.cpu_ns, 10'000'000 + start_ns);
  EXPECT_GT(usage.voluntary_switches + usage.involuntary_switches, 0);
}

}  // namespace
}  // namespace parbench
