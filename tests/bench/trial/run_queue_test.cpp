#include "bench/trial/run_queue.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "bench/trial/task_accounting.hpp"
#include "tests/support/actions.hpp"
#include "tests/support/fake_workload.hpp"

namespace parbench {
namespace {

// All threads of the test on one CPU, that they must wait for each other.
class RunQueue : public testing::Test {
 protected:
  void SetUp() override {
    if (!run_queue_wait_ns(getpid(), getpid())) GTEST_SKIP() << "this kernel does not count";
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (!CPU_ISSET(cpu, &before_)) continue;
      CPU_SET(cpu, &one);
      break;
    }
    sched_setaffinity(0, sizeof one, &one);
  }
  void TearDown() override {
    if (CPU_COUNT(&before_) > 0) sched_setaffinity(0, sizeof before_, &before_);
  }

  cpu_set_t before_{};
};

pid_t own_tid() { return static_cast<pid_t>(syscall(SYS_gettid)); }

TEST_F(RunQueue, GrowsWhileAnotherThreadRuns) {
  std::atomic<bool> stop{false};
  std::thread rival{[&] {
    while (!stop) {
    }
  }};
  const std::int64_t before = *run_queue_wait_ns(getpid(), own_tid());
  spin(50'000'000);
  const std::int64_t waited = *run_queue_wait_ns(getpid(), own_tid()) - before;
  stop = true;
  rival.join();
  EXPECT_GT(waited, 20'000'000);
}

TEST_F(RunQueue, IsNullForEndedThread) {
  pid_t tid = 0;
  std::thread{[&] { tid = own_tid(); }}.join();
  for (int look = 0; look < 1000 && run_queue_wait_ns(getpid(), tid); ++look) sleep_ms(1);
  EXPECT_FALSE(run_queue_wait_ns(getpid(), tid));
}

// Two workers on one CPU, each with 40 ms of work: together they wait for about 40 ms or more.
constexpr std::int64_t task_ns = 40'000'000;

const FakeWorkload& spinning() {
  static const FakeWorkload workload{2, [](std::size_t index, Worker&) {
                                       spin(task_ns);
                                       return scramble(index);
                                     }};
  return workload;
}

double total_wait_s(const TaskAccounting& accounting) {
  double sum_s = 0;
  for (const WorkerRecord& row : accounting.per_worker()) sum_s += row.runq_wait_s.value_or(-1e9);
  return sum_s;
}

enum class Known { from_the_cold_pass, not_yet };

// Two threads that stay: each does a task in the cold pass, or not, and one in the timed pass.
double wait_of_threads_that_stay(Known known) {
  TaskAccounting accounting{spinning(), 2};
  std::atomic<int> pass{0}, in_pass{0};
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 2; ++worker) {
    threads.emplace_back([&, worker] {
      for (int mine = 1; mine <= 3; ++mine) {
        while (pass < mine) sleep_ms(1);
        if (mine == 3) return;
        if (mine == 2 || known == Known::from_the_cold_pass) {
          accounting.run_task(static_cast<std::size_t>(worker), worker);
          accounting.leave(worker);
        }
        --in_pass;
      }
    });
  }
  const auto run = [&] {
    in_pass = 2;
    ++pass;
    while (in_pass > 0) sleep_ms(1);
  };
  accounting.begin_pass(false);
  run();
  accounting.begin_measuring(known == Known::not_yet);  // otherwise no thread reads its own
  accounting.begin_pass(false);
  run();
  accounting.check_pass();
  accounting.end_measuring();
  ++pass;
  for (std::thread& thread : threads) thread.join();
  return total_wait_s(accounting);
}

TEST_F(RunQueue, IsReadFromOutsideForLiveThreads) {
  const double wait_s = wait_of_threads_that_stay(Known::from_the_cold_pass);
  EXPECT_GT(wait_s, 0.02);
  EXPECT_LT(wait_s, 10);
}

TEST_F(RunQueue, IncludesThreadUnusedInColdPass) {
  EXPECT_GT(wait_of_threads_that_stay(Known::not_yet), 0.02);
}

// The time that a worker waited before the timed passes is excluded.
TEST_F(RunQueue, CountsOnlyTimedPasses) {
  TaskAccounting accounting{spinning(), 2};
  const std::int64_t start = *run_queue_wait_ns(getpid(), own_tid());
  std::thread rival{[] { spin(2 * task_ns); }};
  spin(task_ns);
  rival.join();
  ASSERT_GT(*run_queue_wait_ns(getpid(), own_tid()) - start, task_ns / 2);
  accounting.begin_pass(false);
  for (std::size_t i = 0; i < 2; ++i) accounting.run_task(i, 0);
  accounting.begin_measuring();
  const std::int64_t before = *run_queue_wait_ns(getpid(), own_tid());
  accounting.begin_pass(false);
  for (std::size_t i = 0; i < 2; ++i) accounting.run_task(i, 0);
  accounting.check_pass();
  accounting.end_measuring();
  const std::int64_t after = *run_queue_wait_ns(getpid(), own_tid());
  const double wait_s = accounting.per_worker()[0].runq_wait_s.value();
  EXPECT_GE(wait_s, 0);
  EXPECT_LE(wait_s, static_cast<double>(after - before) * 1e-9 + 1e-3);
  EXPECT_FALSE(accounting.per_worker()[1].runq_wait_s);  // it ran nothing
}

// Threads that are born and end within the pass, two under one worker's number.
std::vector<WorkerRecord> rows_of_threads_that_end(bool long_tasks) {
  static const FakeWorkload four{4, [](std::size_t index, Worker&) {
                                   spin(task_ns / 2);
                                   return scramble(index);
                                 }};
  TaskAccounting accounting{four, 2};
  accounting.begin_measuring(long_tasks);
  accounting.begin_pass(false);
  for (std::size_t round = 0; round < 2; ++round) {
    std::vector<std::thread> threads;
    for (int worker = 0; worker < 2; ++worker) {
      threads.emplace_back([&, worker] {
        accounting.run_task(2 * round + static_cast<std::size_t>(worker), worker);
        accounting.leave(worker);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  accounting.check_pass();
  accounting.end_measuring();
  return accounting.per_worker();
}

TEST_F(RunQueue, IsSummedOverThreadsThatEnd) {
  double sum_s = 0;
  for (const WorkerRecord& row : rows_of_threads_that_end(true)) sum_s += row.runq_wait_s.value();
  EXPECT_GT(sum_s, 0.02);
}

TEST_F(RunQueue, IsNullIfThreadsEndAndTasksAreShort) {
  for (const WorkerRecord& row : rows_of_threads_that_end(false)) EXPECT_FALSE(row.runq_wait_s);
}

TEST_F(RunQueue, IncludesLiveAndEndedProcesses) {
  TaskAccounting accounting{spinning(), 2};
  int done[2], end[2];
  ASSERT_EQ(pipe(done), 0);
  ASSERT_EQ(pipe(end), 0);
  accounting.begin_measuring(true);
  accounting.begin_pass(false);
  std::vector<pid_t> children;
  for (int worker = 0; worker < 2; ++worker) {
    children.push_back(forked([&] {
      accounting.run_task(static_cast<std::size_t>(worker), worker);
      accounting.leave(worker);
      close(end[1]);
      char byte = 0;
      if (worker == 0 && (write(done[1], &byte, 1) != 1 || read(end[0], &byte, 1) != 1)) _exit(1);
    }));
  }
  char byte = 0;
  ASSERT_EQ(read(done[0], &byte, 1), 1);
  waitpid(children[1], nullptr, 0);
  accounting.check_pass();
  accounting.end_measuring();
  ASSERT_EQ(write(end[1], &byte, 1), 1);
  waitpid(children[0], nullptr, 0);
  for (const int descriptor : {done[0], done[1], end[0], end[1]}) close(descriptor);
  EXPECT_GT(total_wait_s(accounting), 0.02);
}

}  // namespace
}  // namespace parbench
