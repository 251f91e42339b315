// The books of a pass: what they refuse, what they add up, and that threads and forked children
// write the same ones.
#include "bench/trial/accounts.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "bench/digest.hpp"
#include "tests/support/made_workload.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

void run_all(const Accounts& accounts, int worker = 0) {
  for (std::size_t i = 0; i < accounts.task_count(); ++i) accounts.run_task(i, worker);
}

// What the strict pass says of `run`.
std::string strict_verdict(Accounts& accounts, const std::function<void()>& run) {
  return message_of<WrongResult>([&] {
    accounts.begin_strict();
    run();
    accounts.check_strict();
  });
}

std::string plain_verdict(Accounts& accounts, const std::function<void()>& run) {
  return message_of<WrongResult>([&] {
    accounts.begin_pass(false);
    run();
    accounts.check_pass();
  });
}

pid_t forked(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child != 0) return child;
  body();
  _exit(0);
}

const std::string fine = "nothing was thrown";

TEST(StrictPass, AcceptsEachTaskOnce) {
  const MadeWorkload workload{5};
  Accounts accounts{workload, 2};
  EXPECT_EQ(strict_verdict(accounts,
                           [&] {
                             for (const std::size_t i : {3, 1, 4, 0, 2})
                               accounts.run_task(i, static_cast<int>(i % 2));
                           }),
            fine);
  EXPECT_EQ(accounts.max_in_flight(), 1);
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < 5; ++i) sum += mix(i, scramble(i));
  EXPECT_EQ(accounts.digest(), sum);
}

TEST(StrictPass, AcceptsNoTaskAtAll) {
  const MadeWorkload workload{0};
  Accounts accounts{workload, 2};
  EXPECT_EQ(strict_verdict(accounts, [] {}), fine);
  EXPECT_EQ(accounts.max_in_flight(), 0);
  EXPECT_EQ(accounts.digest(), 0U);
}

TEST(StrictPass, NamesAMissingTask) {
  const MadeWorkload workload{3};
  Accounts accounts{workload, 1};
  EXPECT_EQ(strict_verdict(accounts,
                           [&] {
                             accounts.run_task(0, 0);
                             accounts.run_task(2, 0);
                           }),
            "task 1 was run 0 times");
}

TEST(StrictPass, NamesADoubledTask) {
  const MadeWorkload workload{3};
  Accounts accounts{workload, 1};
  EXPECT_EQ(strict_verdict(accounts,
                           [&] {
                             run_all(accounts);
                             accounts.run_task(2, 0);
                           }),
            "task 2 was run 2 times");
}

TEST(StrictPass, NamesAWrongResult) {
  const MadeWorkload workload{
      3, [](std::size_t index, Worker&) { return index == 2 ? 0x2a : scramble(index); }};
  Accounts accounts{workload, 1};
  EXPECT_EQ(strict_verdict(accounts, [&] { run_all(accounts); }),
            "task 2 gave x000000000000002a, expected " + digest_text(scramble(2)));
}

TEST(StrictPass, NamesAWorkerWithTwoTasksAtOnce) {
  const Accounts* books = nullptr;
  const MadeWorkload workload{2, [&](std::size_t index, Worker&) {
                                if (index == 0) books->run_task(1, 1);
                                return scramble(index);
                              }};
  Accounts accounts{workload, 2};
  books = &accounts;
  EXPECT_EQ(strict_verdict(accounts, [&] { accounts.run_task(0, 1); }),
            "two tasks ran at once under worker number 1");
}

TEST(StrictPass, NamesMoreTasksAtOnceThanWorkers) {
  const Accounts* books = nullptr;
  const MadeWorkload workload{3, [&](std::size_t index, Worker&) {
                                if (index < 2)
                                  books->run_task(index + 1, static_cast<int>(index + 1) % 2);
                                return scramble(index);
                              }};
  Accounts accounts{workload, 2};
  books = &accounts;
  EXPECT_EQ(strict_verdict(accounts, [&] { accounts.run_task(0, 0); }),
            "3 tasks ran at once under 2 workers");
  EXPECT_EQ(accounts.max_in_flight(), 3);
}

TEST(StrictPass, RefusesNumbersThatAreNone) {
  const MadeWorkload workload{3};
  Accounts accounts{workload, 2};
  accounts.begin_strict();
  EXPECT_EQ(message_of<WrongResult>([&] { accounts.run_task(0, 2); }),
            "task 0 ran as worker 2: workers are numbered 0 to 1");
  EXPECT_EQ(message_of<WrongResult>([&] { accounts.run_task(0, -1); }),
            "task 0 ran as worker -1: workers are numbered 0 to 1");
  EXPECT_EQ(message_of<WrongResult>([&] { accounts.run_task(3, 0); }),
            "task 3 was run, of 3 tasks");
}

TEST(StrictPass, CountsWhatRunsAtOnceInThreads) {
  std::atomic<int> came{0};
  const MadeWorkload workload{4, [&](std::size_t index, Worker&) {
                                ++came;
                                while (came < 4) std::this_thread::yield();
                                return scramble(index);
                              }};
  Accounts accounts{workload, 4};
  EXPECT_EQ(strict_verdict(accounts,
                           [&] {
                             std::vector<std::thread> threads;
                             for (int i = 0; i < 4; ++i) {
                               threads.emplace_back(
                                   [&, i] { accounts.run_task(static_cast<std::size_t>(i), i); });
                             }
                             for (std::thread& thread : threads) thread.join();
                           }),
            fine);
  EXPECT_EQ(accounts.max_in_flight(), 4);
}

TEST(PlainPass, FindsAMissingTaskByCount) {
  const MadeWorkload workload{3};
  Accounts accounts{workload, 1};
  EXPECT_EQ(plain_verdict(accounts, [&] { accounts.run_task(0, 0); }),
            "1 tasks were run in a pass of 3");
}

TEST(PlainPass, FindsATaskInPlaceOfAnotherBySum) {
  const MadeWorkload workload{3};
  Accounts accounts{workload, 1};
  const std::string verdict = plain_verdict(accounts, [&] {
    for (const std::size_t i : {0, 1, 1}) accounts.run_task(i, 0);
  });
  EXPECT_EQ(verdict.find("the results of a pass sum up to x"), 0U) << verdict;
  EXPECT_NE(verdict.find("expected " + digest_text(accounts.digest())), std::string::npos)
      << verdict;
}

TEST(PlainPass, FindsResultsThatChangedPlaces) {
  const MadeWorkload workload{3, [](std::size_t index, Worker&) { return scramble(2 - index); }};
  Accounts accounts{workload, 1};
  EXPECT_NE(plain_verdict(accounts, [&] { run_all(accounts); }), fine);
}

TEST(PlainPass, BeginsAnewEachTime) {
  const MadeWorkload workload{3};
  Accounts accounts{workload, 1};
  EXPECT_NE(plain_verdict(accounts, [&] { accounts.run_task(0, 0); }), fine);
  for (int pass = 0; pass < 3; ++pass)
    EXPECT_EQ(plain_verdict(accounts, [&] { run_all(accounts); }), fine);
}

TEST(Books, LetATasksFailureThrough) {
  const MadeWorkload workload{
      1, [](std::size_t, Worker&) -> std::uint64_t { throw std::out_of_range("no such luck"); }};
  Accounts accounts{workload, 1};
  accounts.begin_strict();
  EXPECT_EQ(message_of<std::out_of_range>([&] { accounts.run_task(0, 0); }), "no such luck");
}

TEST(Books, AddUpEachWorkersPasses) {
  const MadeWorkload workload{6, [](std::size_t index, Worker& worker) {
                                ++*worker.observed;
                                std::this_thread::sleep_for(std::chrono::milliseconds{1});
                                return scramble(index);
                              }};
  Accounts accounts{workload, 3};
  accounts.begin_pass(true);
  run_all(accounts, 2);
  accounts.check_pass();
  accounts.begin_measuring();  // what came before is forgotten, but for what was observed
  for (int pass = 0; pass < 2; ++pass) {
    accounts.begin_pass(true);
    for (std::size_t i = 0; i < 6; ++i) accounts.run_task(i, i < 4 ? 0 : 1);
    accounts.check_pass();
  }
  accounts.end_measuring();
  const std::vector<WorkerRecord> rows = accounts.per_worker();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].tasks, 8U);
  EXPECT_EQ(rows[1].tasks, 4U);
  EXPECT_EQ(rows[2].tasks, 0U);
  EXPECT_EQ(accounts.workers_seen(), 2);
  EXPECT_EQ(accounts.observed(), 18U);
  // Worker 0 sleeps 4 ms from the pass's start on; worker 1 begins after that, and sleeps 2 ms.
  EXPECT_GE(*rows[0].last_s - *rows[0].first_s, 4e-3);
  EXPECT_GE(*rows[1].first_s, *rows[0].last_s);
  EXPECT_GE(*rows[1].last_s - *rows[1].first_s, 2e-3);
  EXPECT_FALSE(rows[2].first_s || rows[2].last_s);
  EXPECT_GE(*rows[0].voluntary_switches, 8);  // each sleep is one
  EXPECT_LT(*rows[0].cpu_s, 8e-3);            // and uses no CPU
}

TEST(Books, KnowNoLastMomentWhereNobodyReadTheClock) {
  const MadeWorkload workload{2};
  Accounts accounts{workload, 2};
  accounts.begin_measuring();
  accounts.begin_pass(false);
  accounts.run_task(0, 0);
  accounts.run_task(1, 1);
  accounts.leave(1);
  accounts.check_pass();
  EXPECT_FALSE(accounts.per_worker()[0].last_s);
  EXPECT_TRUE(accounts.per_worker()[1].last_s);
}

TEST(Books, AreWrittenByForkedChildrenToo) {
  const MadeWorkload workload{4, [](std::size_t index, Worker& worker) {
                                *worker.observed += 10;
                                return scramble(index);
                              }};
  Accounts accounts{workload, 2};
  accounts.begin_measuring();
  const auto run = [&] {
    for (int worker = 0; worker < 2; ++worker) {
      const pid_t child = forked([&] {
        for (std::size_t i = 0; i < 4; i += 2)
          accounts.run_task(i + static_cast<std::size_t>(worker), worker);
        accounts.leave(worker);
      });
      waitpid(child, nullptr, 0);
    }
  };
  EXPECT_EQ(strict_verdict(accounts, run), fine);
  EXPECT_EQ(plain_verdict(accounts, run), fine);
  EXPECT_EQ(accounts.per_worker()[1].tasks, 4U);
  EXPECT_EQ(accounts.observed(), 80U);
  EXPECT_EQ(plain_verdict(accounts, [] {}), "0 tasks were run in a pass of 4");
}

void spin(std::int64_t cpu_ns) {
  const std::int64_t start = thread_cpu_ns();
  while (thread_cpu_ns() - start < cpu_ns) {
  }
}

constexpr std::int64_t spin_ns = 20'000'000;

const MadeWorkload& spinning() {
  static const MadeWorkload workload{2, [](std::size_t index, Worker&) {
                                       spin(spin_ns);
                                       return scramble(index);
                                     }};
  return workload;
}

TEST(Books, CountTheCpuTimeOfLiveThreads) {
  Accounts accounts{spinning(), 2};
  std::atomic<bool> read{false};
  std::atomic<int> done{0};
  accounts.begin_measuring();
  accounts.begin_pass(false);
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      accounts.run_task(static_cast<std::size_t>(i), i);
      ++done;
      while (!read) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    });
  }
  while (done < 2) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  accounts.check_pass();
  const Usage live_processes = accounts.end_measuring();
  read = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(live_processes.cpu_ns, 0);
  for (const WorkerRecord& row : accounts.per_worker()) {
    EXPECT_GE(*row.cpu_s, 0.02);
    EXPECT_LT(*row.cpu_s, 0.03);
  }
}

TEST(Books, CountTheCpuTimeOfThreadsThatLeft) {
  Accounts accounts{spinning(), 1};
  accounts.begin_measuring();
  accounts.begin_pass(false);
  for (std::size_t i = 0; i < 2; ++i) {
    std::thread{[&] {
      accounts.run_task(i, 0);
      accounts.leave(0);
      spin(spin_ns);  // its own affair
    }}.join();
  }
  accounts.check_pass();
  accounts.end_measuring();
  EXPECT_GE(*accounts.per_worker()[0].cpu_s, 0.04);
  EXPECT_LT(*accounts.per_worker()[0].cpu_s, 0.06);
}

TEST(Books, CountTheSwitchesOfThreadsThatLeft) {
  const MadeWorkload sleeping{5, [](std::size_t index, Worker&) {
                                std::this_thread::sleep_for(std::chrono::milliseconds{1});
                                return scramble(index);
                              }};
  Accounts accounts{sleeping, 1};
  accounts.begin_measuring();
  accounts.begin_pass(false);
  std::thread{[&] {
    run_all(accounts);
    accounts.leave(0);
  }}.join();
  accounts.check_pass();
  accounts.end_measuring();
  EXPECT_GE(*accounts.per_worker()[0].voluntary_switches, 5);
  EXPECT_LT(*accounts.per_worker()[0].voluntary_switches, 50);
}

TEST(Books, TellTheCpuTimeOfLiveProcessesApart) {
  Accounts accounts{spinning(), 2};
  accounts.begin_measuring();
  accounts.begin_pass(false);
  int left[2], end[2];
  ASSERT_EQ(pipe(left), 0);
  ASSERT_EQ(pipe(end), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    children.push_back(forked([&] {
      accounts.run_task(static_cast<std::size_t>(i), i);
      accounts.leave(i);
      close(end[1]);  // should the test end early, so does this child
      char byte = 0;
      if (i == 0 && (write(left[1], &byte, 1) != 1 || read(end[0], &byte, 1) != 1)) _exit(1);
    }));
  }
  char byte = 0;
  ASSERT_EQ(read(left[0], &byte, 1), 1);
  waitpid(children[1], nullptr, 0);
  accounts.check_pass();
  const Usage live_processes = accounts.end_measuring();
  ASSERT_EQ(write(end[1], &byte, 1), 1);
  waitpid(children[0], nullptr, 0);
  for (const int descriptor : {left[0], left[1], end[0], end[1]}) close(descriptor);
  EXPECT_GE(live_processes.cpu_ns, spin_ns);          // worker 0: in nobody's rusage yet
  EXPECT_LT(live_processes.cpu_ns, spin_ns * 3 / 2);  // worker 1 was reaped: it is in ours
  EXPECT_GE(*accounts.per_worker()[1].cpu_s, 0.02);
}

}  // namespace
}  // namespace parbench
