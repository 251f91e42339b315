// What the workloads whose tasks share something check after a pass, and what they refuse.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/workload.hpp"
#include "bench/wrong_result.hpp"
#include "tests/support/message_of.hpp"
#include "workloads/channel.hpp"

namespace parbench {
namespace {

const std::string nothing = "nothing was thrown";  // of message_of

using Values = std::map<std::string, std::string>;

Parameters parameters(const std::string& name, const Values& values) {
  return {name, find_workload(name)->parameters, values};
}

std::unique_ptr<Workload> made(const std::string& name, const Values& values, int workers = 2) {
  return find_workload(name)->make_shared(parameters(name, values), workers);
}

// The first tasks of a pass, by worker 0.
void run_some(const Workload& workload, std::size_t tasks) {
  Worker worker;
  workload.begin_pass();
  for (std::size_t i = 0; i < tasks; ++i) workload.run_task(i, worker);
}

// All tasks of a pass at once, each by a thread; returns the first error's text.
std::string run_together(const Workload& workload) {
  workload.begin_pass();
  std::vector<std::string> errors(workload.task_count());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    threads.emplace_back([&, i] {
      Worker worker;
      worker.number = static_cast<int>(i);
      errors[i] = message_of<std::runtime_error>([&] { workload.run_task(i, worker); });
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& error : errors) {
    if (error != nothing) return error;
  }
  return nothing;
}

std::string wrong(const Workload& workload) {
  return message_of<WrongResult>([&] { workload.check_pass(); });
}

TEST(Counter, CountsWhatIsMissingWithoutALockAndFailsUnderOne) {
  for (const char* guard : {"none", "copy"}) {
    const auto counter = made("counter", {{"tasks", "4"}, {"updates", "10"}, {"guard", guard}});
    run_some(*counter, 3);
    EXPECT_DOUBLE_EQ(counter->check_pass().value(), 25) << guard;
    run_some(*counter, 4);
    EXPECT_DOUBLE_EQ(counter->check_pass().value(), 0) << guard;
  }
  for (const char* guard : {"mutex", "recursive", "atomic", "per_worker"}) {
    const auto counter = made("counter", {{"tasks", "4"}, {"updates", "10"}, {"guard", guard}});
    run_some(*counter, 3);
    EXPECT_EQ(wrong(*counter), std::string("20 of 80 updates were lost under ") + guard);
    run_some(*counter, 4);
    EXPECT_FALSE(counter->check_pass()) << guard;
  }
}

TEST(Local, FailsWhereASumIsShort) {
  const auto local = made("local", {{"tasks", "4"}, {"updates", "10"}});
  run_some(*local, 3);
  EXPECT_EQ(wrong(*local), "the workers' sums are 30, expected 40");
  run_some(*local, 4);
  EXPECT_EQ(local->check_pass(), 1);  // all by one thread
}

TEST(Event, FailsWhereNobodyWokeUp) {
  const auto event = made("event", {{"rounds", "20"}}, 3);
  event->begin_pass();
  EXPECT_EQ(wrong(*event), "waiting workers woke up 0 times, expected 40");
  EXPECT_EQ(run_together(*event), nothing);
  EXPECT_EQ(wrong(*event), nothing);
}

TEST(TwoLocks, EndInADeadlockThatNamesWhoHoldsWhat) {
  const auto locks = made("two_locks", {{"order", "opposite"}, {"deadline", "100ms"}});
  EXPECT_EQ(run_together(*locks),
            "deadlock: worker 0 holds A and waits for B, worker 1 holds B and waits for A");
}

TEST(TwoLocks, ConserveMoneyWhereTheyBackOff) {
  const auto locks = made("two_locks", {{"order", "timeout"}, {"transfers", "2000"}}, 4);
  EXPECT_EQ(run_together(*locks), nothing);
  EXPECT_GE(locks->check_pass().value(), 0);
}

// A log in which items were put and taken in these orders, each take after so many puts.
std::string checked(const std::string& kind, const std::vector<std::uint64_t>& put,
                    const std::vector<std::uint64_t>& taken,
                    const std::vector<std::uint64_t>& put_before) {
  const HandOvers log{taken.size()};
  std::size_t done = 0;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    while (done < put_before[i]) log.add_put(put[done++]);
    log.add_taken_after_puts(taken[i]);
  }
  while (done < put.size()) log.add_put(put[done++]);
  return message_of<WrongResult>([&] { check_hand_overs(kind, log); });
}

TEST(Queue, EveryItemIsHandedOverOnce) {
  EXPECT_EQ(checked("fifo", {0, 1, 2}, {0, 1, 1}, {1, 2, 3}), "item 1 was taken 2 times");
  EXPECT_EQ(checked("fifo", {0, 1, 2}, {0, 1, 7}, {1, 2, 3}), "item 7 was taken: there are 3");
  EXPECT_EQ(checked("fifo", {0, 1}, {0, 1, 2}, {1, 2, 2}), "2 of 3 items were put, 3 were taken");
  EXPECT_EQ(checked("lifo", {0, 1}, {0, 1}, {0, 2}), "item 0 was taken before it was put");
}

TEST(Queue, OrderIsTheOneThatTheKindPromises) {
  for (const char* kind : {"fifo", "joinable", "condition", "pipe"}) {
    EXPECT_EQ(checked(kind, {2, 0, 1}, {2, 0, 1}, {1, 2, 3}), nothing) << kind;
    EXPECT_EQ(checked(kind, {2, 0, 1}, {2, 1, 0}, {1, 3, 3}),
              std::string("queue.kind=") + kind + " handed over item 1, and 0 was due");
  }
  EXPECT_EQ(checked("lifo", {0, 1, 2}, {1, 2, 0}, {2, 3, 3}), nothing);
  EXPECT_NE(checked("lifo", {0, 1, 2}, {0, 1, 2}, {2, 3, 3}), nothing);
  std::vector<std::uint64_t> falling{0, 1, 2};
  std::sort(falling.begin(), falling.end(),
            [](auto a, auto b) { return priority_of(a) > priority_of(b); });
  EXPECT_EQ(checked("priority", {0, 1, 2}, falling, {3, 3, 3}), nothing);
  EXPECT_NE(checked("priority", {0, 1, 2}, {falling[1], falling[0], falling[2]}, {3, 3, 3}),
            nothing);
}

TEST(Queue, AChannelHoldsNoMoreThanItsCapacity) {
  for (const char* kind : {"fifo", "lifo", "priority", "joinable", "condition"}) {
    const HandOvers log{3};
    const auto channel = make_channel(kind, 2, 0, log);
    channel->put(0, nullptr, 0);
    channel->put(1, nullptr, 0);
    std::thread third{[&] { channel->put(2, nullptr, 1); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_EQ(log.counts->put, 2U) << kind;
    for (int i = 0; i < 3; ++i) channel->take(nullptr, 0);
    third.join();
    EXPECT_EQ(log.counts->put, 3U) << kind;
  }
}

TEST(Sharing, RefusesWhatCannotBe) {
  const auto refused = [](const std::string& name, const Values& values) {
    return message_of<BadParameter>([&] { find_workload(name)->check(parameters(name, values)); });
  };
  EXPECT_EQ(refused("semaphore", {{"tasks", "5"}, {"permits", "6"}}),
            "semaphore.permits=6: allowed are 1 to 5, because there are 5 tasks");
  EXPECT_EQ(refused("semaphore", {{"tasks", "5"}, {"permits", "5"}}), nothing);
  EXPECT_EQ(refused("crash", {{"tasks", "5"}, {"at", "5"}}),
            "crash.at=5: allowed are 0 to 4, because there are 5 tasks");
  EXPECT_NE(refused("counter", {{"tasks", "1000000"}, {"updates", "3000"}}), nothing);
  EXPECT_THROW(parameters("queue", {{"capacity", "0"}}), BadParameter);
}

TEST(Sharing, NeedsWorkersThatCan) {
  const auto why = [](const std::string& name, const Values& values, const char* cannot, int n) {
    return why_not_shared(*find_workload(name), parameters(name, values), cannot, n);
  };
  EXPECT_EQ(why("barrier", {}, "", 2), "");
  EXPECT_EQ(why("barrier", {}, "", 1), "its tasks wait for each other, which needs N >= 2, not 1");
  EXPECT_EQ(why("barrier", {}, "because", 2), "because");
  EXPECT_EQ(why("queue", {{"producers", "3"}}, "", 3),
            "its tasks wait for each other, which needs N >= 4, not 3");
  EXPECT_EQ(why("queue", {{"producers", "3"}}, "", 4), "");
  EXPECT_EQ(why("counter", {}, "", 1), "");
  EXPECT_EQ(why("primes", {}, "because", 1), "");
}

}  // namespace
}  // namespace parbench
