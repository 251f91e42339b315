// Tests the runner that it is compiled with against the requirements in bench/runner.hpp.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/machine/process_table.hpp"
#include "bench/runner.hpp"
#include "tests/support/fake_job.hpp"
#include "tests/support/leak_check.hpp"
#include "tests/support/rendezvous.hpp"

namespace parbench {
namespace {

using std::chrono::milliseconds;

std::vector<int> several_workers() {
  if (!runner_info.scales) return {};
  return {2, 3, 4, 8, 16};
}

std::vector<int> worker_counts() {
  std::vector<int> counts = several_workers();
  counts.insert(counts.begin(), 1);
  return counts;
}

class Contract : public testing::TestWithParam<int> {
 protected:
  const int workers_ = GetParam();
};

INSTANTIATE_TEST_SUITE_P(N, Contract, testing::ValuesIn(worker_counts()),
                         [](const auto& n) { return std::to_string(n.param); });

struct Workers {
  bool are_processes = false;
  bool are_fresh = false;  // one for each task
};

const Workers& workers_seen() {
  static const Workers seen = [] {
    const SharedArray<std::atomic<pid_t>> process_of{2};
    const SharedArray<std::atomic<pid_t>> thread_of{2};
    const FakeJob job{2, 1, [&](std::size_t index, int) {
                        process_of[index] = getpid();
                        thread_of[index] = gettid();
                      }};
    runner_info.make(job, 1)->run();
    return Workers{process_of[0] != getpid(), thread_of[0] != thread_of[1]};
  }();
  return seen;
}

// A fork under a sanitizer takes milliseconds.
bool starts_slowly() { return workers_seen().are_processes && workers_seen().are_fresh; }

std::size_t many_tasks() { return starts_slowly() ? 200 : 1000; }

void expect_kept_in_order(const FakeJob& job, int workers) {
  EXPECT_EQ(job.out_of_range(), 0);
  EXPECT_EQ(job.clashes(), 0);
  EXPECT_LE(job.most_in_flight(), workers);
  EXPECT_EQ(job.clocks_lost(), 0);
}

// N tasks that wait for each other: the first ones, or each worker's first one where a worker may
// get the first ones in one chunk.
class AllMeetOnce {
 public:
  explicit AllMeetOnce(int workers)
      : workers_{workers}, all_{workers}, has_met_{static_cast<std::size_t>(workers)} {}

  void run_task(std::size_t index, int worker) const {
    const bool meets = runner_info.one_at_a_time
                           ? index < static_cast<std::size_t>(workers_)
                           : !has_met_[static_cast<std::size_t>(worker)].exchange(true);
    if (!meets) return;
    all_.come();
    if (!all_.wait()) throw std::runtime_error("not all came");
  }

 private:
  int workers_;
  Rendezvous all_;
  SharedArray<std::atomic<bool>> has_met_;
};

TEST_P(Contract, RunsEachTaskOncePerPass) {
  const auto n = static_cast<std::size_t>(workers_);
  for (const std::size_t tasks : std::set<std::size_t>{0, 1, n - 1, n, many_tasks()}) {
    SCOPED_TRACE(tasks);
    const FakeJob job{tasks, workers_};
    const auto runner = runner_info.make(job, workers_);
    EXPECT_EQ(job.started(), 0);
    for (int pass = 1; pass <= 2; ++pass) {
      runner->run();
      EXPECT_TRUE(job.each_ran(pass));
      expect_kept_in_order(job, workers_);
    }
  }
}

TEST_P(Contract, ManyShortPassesDoNotMix) {
  const FakeJob job{static_cast<std::size_t>(workers_) + 1, workers_};
  const auto runner = runner_info.make(job, workers_);
  for (int pass = 1; pass <= (starts_slowly() ? 10 : 50); ++pass) {
    runner->run();
    ASSERT_TRUE(job.each_ran(pass)) << "pass " << pass;
  }
  expect_kept_in_order(job, workers_);
}

TEST_P(Contract, RunsEachTaskOnceUnderContention) {
  const AllMeetOnce all{workers_};
  const FakeJob job{workers_seen().are_fresh ? many_tasks() : 20000, workers_,
                    [&](std::size_t index, int worker) { all.run_task(index, worker); }};
  const auto runner = runner_info.make(job, workers_);
  runner->run();
  EXPECT_TRUE(job.each_ran(1));
  expect_kept_in_order(job, workers_);
}

TEST_P(Contract, RunsExactlyAllWorkersAtOnce) {
  const auto n = static_cast<std::size_t>(workers_);
  const AllMeetOnce all{workers_};
  const FakeJob job{3 * n, workers_,
                    [&](std::size_t index, int worker) { all.run_task(index, worker); }};
  const auto runner = runner_info.make(job, workers_);
  runner->run();
  EXPECT_EQ(job.most_in_flight(), workers_);
  EXPECT_TRUE(job.each_ran(1));
  expect_kept_in_order(job, workers_);
}

class SeveralWorkers : public Contract {};

// The serial runner has only one.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SeveralWorkers);

INSTANTIATE_TEST_SUITE_P(N, SeveralWorkers, testing::ValuesIn(several_workers()),
                         [](const auto& n) { return std::to_string(n.param); });

TEST_P(SeveralWorkers, LongTaskDoesNotDelayOthers) {
  if (!runner_info.one_at_a_time) GTEST_SKIP() << "it may delay those of its chunk";
  const int tasks = 5 * workers_;
  const Rendezvous others{tasks - 1};
  const FakeJob job{static_cast<std::size_t>(tasks), workers_, [&](std::size_t index, int) {
                      if (index > 0) return others.come();
                      if (!others.wait())
                        throw std::runtime_error("the others did not get through");
                    }};
  runner_info.make(job, workers_)->run();
  EXPECT_TRUE(job.each_ran(1));
}

TEST_P(Contract, ThrowsFailureAndStartsNothingAfterIt) {
  const SharedArray<std::atomic<int>> after{1};
  const SharedArray<std::atomic<bool>> failed{1};
  const FakeJob job{1000, workers_, [&](std::size_t index, int) {
                      if (failed[0]) ++after[0];
                      if (index == 7) {
                        failed[0] = true;
                        throw std::runtime_error("task 7: no such luck");
                      }
                      std::this_thread::sleep_for(milliseconds{1});
                    }};
  std::thread{[] {}}.join();  // the thread sanitizer starts one of its own with the first
  const LeakCheck before;
  {
    const auto runner = runner_info.make(job, workers_);
    try {
      runner->run();
      FAIL() << "run() did not throw";
    } catch (const std::exception& error) {
      EXPECT_STREQ(error.what(), "task 7: no such luck");
    }
    EXPECT_LT(after[0], 200);  // what was under way when it threw
    const int started = job.started();
    std::this_thread::sleep_for(milliseconds{5});
    EXPECT_EQ(job.started(), started);
  }
  EXPECT_FALSE(has_children());
  EXPECT_TRUE(before.unchanged());
}

TEST_P(SeveralWorkers, ThrowsFirstOfTwoFailures) {
  const Rendezvous both{2};
  const FakeJob job{2, workers_, [&](std::size_t index, int) {
                      both.come();
                      if (!both.wait()) throw std::runtime_error("not both came");
                      if (index == 0) throw std::runtime_error("the first");
                      std::this_thread::sleep_for(milliseconds{300});
                      throw std::runtime_error("the second");
                    }};
  const auto runner = runner_info.make(job, workers_);
  try {
    runner->run();
    FAIL() << "run() did not throw";
  } catch (const std::exception& error) {
    EXPECT_STREQ(error.what(), "the first");
  }
}

TEST_P(Contract, ThrowsForOtherExceptions) {
  const FakeJob job{static_cast<std::size_t>(workers_), workers_,
                    [](std::size_t, int) { throw 42; }};
  const auto runner = runner_info.make(job, workers_);
  EXPECT_ANY_THROW(runner->run());
}

TEST_P(Contract, LeavesNothingBehind) {
  const FakeJob job{100, workers_};
  {
    runner_info.make(job, workers_)->run();
  }  // a runtime keeps what it opens first: its CPU list, its hints
  const LeakCheck before;
  { const auto never_run = runner_info.make(job, workers_); }
  { runner_info.make(job, workers_)->run(); }
  EXPECT_FALSE(has_children());
  EXPECT_TRUE(before.unchanged());
}

// The last suite: libomp 16 crashes when it has to end its threads again after it once had
// hundreds.
class ManyWorkers : public Contract {};

int most_workers() {
  if (!runner_info.scales) return 1;
  return workers_seen().are_processes ? 64 : 300;
}

INSTANTIATE_TEST_SUITE_P(N, ManyWorkers, testing::Values(most_workers()),
                         [](const auto& n) { return std::to_string(n.param); });

TEST_P(ManyWorkers, RunAtOnce) {
  const Rendezvous all{workers_};
  const FakeJob job{static_cast<std::size_t>(workers_), workers_, [&](std::size_t, int) {
                      all.come();
                      if (!all.wait()) throw std::runtime_error("not all came");
                    }};
  runner_info.make(job, workers_)->run();
  EXPECT_EQ(job.most_in_flight(), workers_);
  EXPECT_TRUE(job.each_ran(1));
}

TEST(Info, HasDescription) {
  EXPECT_FALSE(runner_info.about.empty());
  EXPECT_FALSE(runner_info.counts.empty());
}

}  // namespace
}  // namespace parbench
