#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "bench/digest.hpp"
#include "bench/trial/task_accounting.hpp"
#include "tests/support/actions.hpp"
#include "tests/support/fake_workload.hpp"

namespace parbench {
namespace {

void run_all(const TaskAccounting& accounting, int worker = 0) {
  for (std::size_t i = 0; i < accounting.task_count(); ++i) accounting.run_task(i, worker);
}

TEST(WorkerSums, SumPassesOfEachWorker) {
  const FakeWorkload workload{6, [](std::size_t index, Worker& worker) {
                                ++*worker.observed;
                                sleep_ms(1);
                                return scramble(index);
                              }};
  TaskAccounting accounting{workload, 3};
  accounting.begin_pass(true);
  run_all(accounting, 2);
  accounting.check_pass();
  accounting.begin_measuring();  // what came before is forgotten, but for what was observed
  for (int pass = 0; pass < 2; ++pass) {
    accounting.begin_pass(true);
    for (std::size_t i = 0; i < 6; ++i) accounting.run_task(i, i < 4 ? 0 : 1);
    accounting.check_pass();
  }
  accounting.end_measuring();
  const std::vector<WorkerRecord> rows = accounting.per_worker();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].tasks, 8U);
  EXPECT_EQ(rows[1].tasks, 4U);
  EXPECT_EQ(rows[2].tasks, 0U);
  EXPECT_EQ(rows[0].passes, 2U);
  EXPECT_EQ(rows[2].passes, 0U);
  EXPECT_EQ(accounting.workers_seen(), 2);
  EXPECT_EQ(accounting.observed(), 18U);
  // Worker 0 sleeps 4 ms from the pass's start on; worker 1 begins after that, and sleeps 2 ms.
  EXPECT_GE(*rows[0].last_s - *rows[0].first_s, 4e-3);
  EXPECT_GE(*rows[1].first_s, *rows[0].last_s);
  EXPECT_GE(*rows[1].last_s - *rows[1].first_s, 2e-3);
  EXPECT_FALSE(rows[2].first_s || rows[2].last_s);
  EXPECT_GE(*rows[0].voluntary_switches, 8);  // each sleep is one
  EXPECT_LT(*rows[0].cpu_s, 8e-3);            // and uses no CPU
}

TEST(WorkerSums, HaveNoLastTimeInUntimedPasses) {
  const FakeWorkload workload{2};
  TaskAccounting accounting{workload, 2};
  accounting.begin_measuring();
  accounting.begin_pass(false);
  accounting.run_task(0, 0);
  accounting.run_task(1, 1);
  accounting.leave(1);
  accounting.check_pass();
  EXPECT_FALSE(accounting.per_worker()[0].last_s);
  EXPECT_TRUE(accounting.per_worker()[1].last_s);
}

constexpr std::int64_t spin_ns = 20'000'000;

const FakeWorkload& spinning() {
  static const FakeWorkload workload{2, [](std::size_t index, Worker&) {
                                       spin(spin_ns);
                                       return scramble(index);
                                     }};
  return workload;
}

TEST(WorkerSums, CountCpuTimeOfLiveThreads) {
  TaskAccounting accounting{spinning(), 2};
  std::atomic<bool> read{false};
  std::atomic<int> done{0};
  accounting.begin_measuring();
  accounting.begin_pass(false);
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      accounting.run_task(static_cast<std::size_t>(i), i);
      ++done;
      while (!read) sleep_ms(1);
    });
  }
  while (done < 2) sleep_ms(1);
  accounting.check_pass();
  const Usage live_processes = accounting.end_measuring();
  read = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(live_processes.cpu_ns, 0);
  for (const WorkerRecord& row : accounting.per_worker()) {
    EXPECT_GE(*row.cpu_s, 0.02);
    EXPECT_LT(*row.cpu_s, 0.03);
  }
}

TEST(WorkerSums, CountCpuTimeOfThreadsThatLeft) {
  TaskAccounting accounting{spinning(), 1};
  accounting.begin_measuring();
  accounting.begin_pass(false);
  for (std::size_t i = 0; i < 2; ++i) {
    std::thread{[&] {
      accounting.run_task(i, 0);
      accounting.leave(0);
      spin(spin_ns);  // its own affair
    }}.join();
  }
  accounting.check_pass();
  accounting.end_measuring();
  EXPECT_GE(*accounting.per_worker()[0].cpu_s, 0.04);
  EXPECT_LT(*accounting.per_worker()[0].cpu_s, 0.06);
}

TEST(WorkerSums, CountSwitchesOfThreadsThatLeft) {
  const FakeWorkload sleeping{5, [](std::size_t index, Worker&) {
                                sleep_ms(1);
                                return scramble(index);
                              }};
  TaskAccounting accounting{sleeping, 1};
  accounting.begin_measuring();
  accounting.begin_pass(false);
  std::thread{[&] {
    run_all(accounting);
    accounting.leave(0);
  }}.join();
  accounting.check_pass();
  accounting.end_measuring();
  EXPECT_GE(*accounting.per_worker()[0].voluntary_switches, 5);
  EXPECT_LT(*accounting.per_worker()[0].voluntary_switches, 50);
}

TEST(WorkerSums, ReportCpuTimeOfLiveProcesses) {
  TaskAccounting accounting{spinning(), 2};
  accounting.begin_measuring();
  accounting.begin_pass(false);
  int left[2], end[2];
  ASSERT_EQ(pipe(left), 0);
  ASSERT_EQ(pipe(end), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    children.push_back(forked([&] {
      accounting.run_task(static_cast<std::size_t>(i), i);
      accounting.leave(i);
      close(end[1]);  // should the test end early, so does this child
      char byte = 0;
      if (i == 0 && (write(left[1], &byte, 1) != 1 || read(end[0], &byte, 1) != 1)) _exit(1);
    }));
  }
  char byte = 0;
  ASSERT_EQ(read(left[0], &byte, 1), 1);
  waitpid(children[1], nullptr, 0);
  accounting.check_pass();
  const Usage live_processes = accounting.end_measuring();
  ASSERT_EQ(write(end[1], &byte, 1), 1);
  waitpid(children[0], nullptr, 0);
  for (const int descriptor : {left[0], left[1], end[0], end[1]}) close(descriptor);
  EXPECT_GE(live_processes.cpu_ns, spin_ns);          // worker 0: not in any rusage yet
  EXPECT_LT(live_processes.cpu_ns, spin_ns * 3 / 2);  // worker 1 was reaped: it is in ours
  EXPECT_GE(*accounting.per_worker()[1].cpu_s, 0.02);
}

TEST(LiveWorkers, SayWhatTheirChildrenUsed) {
  const FakeWorkload workload{2, [](std::size_t index, Worker& worker) {
                                worker.children->cpu_ns += 3'000'000;
                                return scramble(index);
                              }};
  TaskAccounting accounting{workload, 2};
  int end[2];
  ASSERT_EQ(pipe(end), 0);
  accounting.begin_measuring();
  accounting.begin_pass(false);
  accounting.run_task(0, 0);  // this process is no worker process
  int done[2];
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = forked([&] {
    accounting.run_task(1, 1);
    accounting.leave(1);
    close(end[1]);
    char byte = 0;
    if (write(done[1], &byte, 1) != 1 || read(end[0], &byte, 1) < 0) _exit(1);
  });
  char byte = 0;
  ASSERT_EQ(read(done[0], &byte, 1), 1);
  const LiveWorkers live = accounting.live_workers();
  EXPECT_EQ(live.pids, std::set<pid_t>{child});
  EXPECT_DOUBLE_EQ(live.children_cpu_s, 3e-3);
  close(end[1]);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(accounting.live_workers().pids.empty());
  for (const int descriptor : {end[0], done[0], done[1]}) close(descriptor);
}

}  // namespace
}  // namespace parbench
