#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "bench/digest.hpp"
#include "bench/workload.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using Values = std::map<std::string, std::string>;

const WorkloadInfo& info() { return *find_workload("conformance"); }

Parameters parameters(const Values& values) { return {"conformance", info().parameters, values}; }

std::unique_ptr<Workload> made(const Values& values) { return info().make(parameters(values), {}); }

std::uint64_t run(const Workload& workload, std::size_t index) {
  std::uint64_t observed = 0;
  Worker worker;
  worker.observed = &observed;
  return workload.run_task(index, worker);
}

std::string refusal(const Values& values) {
  return message_of<BadParameter>([&] { info().check(parameters(values)); });
}

TEST(Conformance, GivesDigestsOfProtocol) {
  const auto workload = made({});
  EXPECT_EQ(workload->task_count(), 1000U);
  for (const std::size_t index : {0U, 1U, 7U, 999U}) {
    EXPECT_EQ(run(*workload, index), scramble(index));
    EXPECT_EQ(workload->expected(index), scramble(index));
  }
  EXPECT_EQ(made({{"tasks", "0"}})->task_count(), 0U);
}

TEST(Conformance, IsNeverPartOfARun) { EXPECT_EQ(info().kind, WorkloadKind::checking); }

TEST(Conformance, FailsAtGivenTask) {
  const auto workload = made({{"behaviour", "fail"}, {"at", "3"}});
  EXPECT_EQ(run(*workload, 2), scramble(2));
  EXPECT_EQ(message_of<std::runtime_error>([&] { run(*workload, 3); }), "task 3 fails as asked");
}

// Two workers: one may begin while another has taken an earlier task and not begun it, but no more.
TEST(Conformance, NoticesTasksThatBeginOutOfOrder) {
  const auto workload = made({{"behaviour", "order"}, {"tasks", "6"}, {"meet", "2"}});
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::size_t index : {1U, 0U, 3U, 2U, 5U, 4U})
      EXPECT_EQ(run(*workload, index), scramble(index));
  }
  EXPECT_EQ(message_of<std::runtime_error>([&] { run(*workload, 2); }),
            "task 2 began before 2 earlier ones, with 2 workers");
}

TEST(Conformance, KillsOnlyProcessOfTask) {
  const auto workload = made({{"behaviour", "die"}});
  EXPECT_EQ(run(*workload, 6), scramble(6));
  const pid_t child = fork();
  if (child == 0) {
    run(*workload, 7);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

void expect_three_to_meet(const Workload& workload) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 3; ++i) {
    threads.emplace_back([&, i] { EXPECT_EQ(run(workload, i), scramble(i)); });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Conformance, MeetsAmongThreadsInEachGroup) {
  const auto workload = made({{"behaviour", "meet"}, {"meet", "3"}, {"tasks", "6"}});
  for (int group = 0; group < 4; ++group) expect_three_to_meet(*workload);
}

TEST(Conformance, WaitsBrieflyAfterMeeting) {
  const auto workload = made({{"behaviour", "meet"}, {"meet", "1"}, {"tasks", "1"}});
  const auto start = std::chrono::steady_clock::now();
  run(*workload, 0);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{2});
}

TEST(Conformance, MeetsAmongProcesses) {
  const auto workload = made({{"behaviour", "meet"}, {"meet", "3"}, {"tasks", "3"}});
  std::vector<pid_t> children;
  for (std::size_t i = 0; i < 3; ++i) {
    children.push_back(fork());
    if (children.back() == 0) _exit(run(*workload, i) == scramble(i) ? 0 : 1);
  }
  for (const pid_t child : children) {
    int status = 1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
}

// Takes the ten seconds that it is about.
TEST(Conformance, ReportsHowManyOfGroupCame) {
  const auto workload = made({{"behaviour", "meet"}, {"meet", "3"}, {"tasks", "6"}});
  expect_three_to_meet(*workload);  // the next two are of another group
  const auto message = [&](std::size_t index) {
    return message_of<std::runtime_error>([&] { run(*workload, index); });
  };
  std::string other;
  std::thread thread{[&] { other = message(1); }};
  EXPECT_EQ(message(0), "only 2 of 3 tasks came to run at once within 10 s");
  thread.join();
  EXPECT_EQ(other, "only 2 of 3 tasks came to run at once within 10 s");
}

TEST(Conformance, RejectsParametersThatCannotEnd) {
  EXPECT_EQ(refusal({{"behaviour", "meet"}, {"meet", "3"}, {"tasks", "7"}}),
            "conformance.meet: '3' is not allowed: it must divide the 7 tasks, so that the "
            "last group is complete");
  EXPECT_EQ(refusal({{"meet", "3"}, {"tasks", "7"}}), "nothing was thrown");
  EXPECT_EQ(refusal({{"behaviour", "fail"}, {"at", "7"}, {"tasks", "7"}}),
            "conformance.at: '7' is not allowed: it must be the index of one of the 7 tasks");
  EXPECT_EQ(refusal({{"behaviour", "die"}, {"at", "6"}, {"tasks", "7"}}), "nothing was thrown");
}

TEST(Conformance, MeetsOnOneThreadInSteps) {
  const auto workload = made({{"behaviour", "meet"}, {"meet", "2"}, {"tasks", "2"}});
  Worker one, two;
  const auto first = workload->start_task(0, one), second = workload->start_task(1, two);
  EXPECT_TRUE(first->step());
  EXPECT_TRUE(second->step());
  EXPECT_EQ(run_to_end(*first), scramble(0));
  EXPECT_EQ(run_to_end(*second), scramble(1));
  EXPECT_EQ(made({})->start_task(0, one), nullptr);
}

// As in two programs of one trial, which have only its name and its folder in common.
TEST(Conformance, MeetsAcrossPrograms) {
  const TemporaryFolder scratch;
  const Parameters meet = parameters({{"behaviour", "meet"}, {"meet", "2"}, {"tasks", "2"}});
  setenv("PARBENCH_TRIAL", std::to_string(getpid()).c_str(), 1);
  auto first = info().make(meet, scratch.path());
  const auto second = info().make(meet, scratch.path());
  std::thread other{[&] { EXPECT_EQ(run(*first, 0), scramble(0)); }};
  EXPECT_EQ(run(*second, 1), scramble(1));
  other.join();
  first.reset();
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
  unsetenv("PARBENCH_TRIAL");
}

}  // namespace
}  // namespace parbench
