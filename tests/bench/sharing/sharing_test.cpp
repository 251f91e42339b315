// The primitives between threads and between forked processes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

#include "bench/shared_memory.hpp"
#include "bench/sharing/barrier.hpp"
#include "bench/sharing/condition.hpp"
#include "bench/sharing/event.hpp"
#include "bench/sharing/mutex.hpp"
#include "bench/sharing/pipe.hpp"
#include "bench/sharing/semaphore.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

using std::chrono::milliseconds;

// A forked child that does something; what it throws is exit status 1.
class Child {
 public:
  explicit Child(const std::function<void()>& body) : pid_{fork()} {
    if (pid_ != 0) return;
    try {
      body();
      _exit(0);
    } catch (...) {
      _exit(1);
    }
  }
  int status() {
    int status = -1;
    waitpid(pid_, &status, 0);
    return status;
  }

 private:
  pid_t pid_;
};

void add(Mutex& mutex, std::uint64_t& sum, int worker) {
  for (int i = 0; i < 20'000; ++i) {
    const Held held{mutex, worker};
    ++sum;
  }
}

TEST(Mutex, LetsInOneAtATimeBetweenThreadsAndProcesses) {
  const Shared<Mutex> mutex;
  const Shared<std::uint64_t> sum{0U};
  Child child{[&] { add(*mutex, *sum, 0); }};
  std::thread other{[&] { add(*mutex, *sum, 1); }};
  add(*mutex, *sum, 2);
  other.join();
  EXPECT_EQ(child.status(), 0);
  EXPECT_EQ(*sum, 60'000U);
}

TEST(Mutex, NamesTheHolderThatDied) {
  const Shared<Mutex> mutex;
  Child child{[&] {
    mutex->lock(3);
    _exit(0);
  }};
  ASSERT_EQ(child.status(), 0);
  EXPECT_EQ(mutex->holder(), 3);
  const auto take = [&] { mutex->lock(0); };
  EXPECT_EQ(message_of<std::runtime_error>(take), "worker 3 died while it held the mutex");
  // What it guards is half done, so nobody gets it any more.
  EXPECT_EQ(message_of<std::runtime_error>(take), "worker 3 died while it held the mutex");
}

TEST(Mutex, NamesTheHolderThatDiedToThoseWhoAlreadyWait) {
  const Shared<Mutex> mutex;
  const Shared<std::atomic<bool>> held{false};
  Child child{[&] {
    mutex->lock(5);
    *held = true;
    std::this_thread::sleep_for(milliseconds{50});
    _exit(0);
  }};
  while (!*held) std::this_thread::yield();
  EXPECT_EQ(message_of<std::runtime_error>([&] { mutex->lock(0); }),
            "worker 5 died while it held the mutex");
  child.status();
}

TEST(Mutex, GivesUpAfterItsPatience) {
  const Shared<Mutex> mutex;
  mutex->lock(1);
  bool taken = true;
  std::thread other{[&] { taken = mutex->lock_within(milliseconds{5}, 2); }};
  other.join();
  EXPECT_FALSE(taken);
  EXPECT_EQ(mutex->holder(), 1);
  mutex->unlock();
  EXPECT_EQ(mutex->holder(), -1);
  EXPECT_TRUE(mutex->lock_within(milliseconds{5}, 2));
  mutex->unlock();
}

TEST(Mutex, RecursiveOneIsTakenTwiceByItsHolder) {
  const Shared<Mutex> mutex{PTHREAD_MUTEX_RECURSIVE};
  mutex->lock(0);
  mutex->lock(0);
  mutex->unlock();
  bool taken = true;
  std::thread other{[&] { taken = mutex->lock_within(milliseconds{5}, 1); }};
  other.join();
  EXPECT_FALSE(taken);
  mutex->unlock();
}

TEST(Condition, WakesWhoeverWaits) {
  const Shared<Mutex> mutex;
  const Shared<Condition> changed;
  const Shared<int> turn{0};
  const auto wait_for = [&](int mine) {
    const Held held{*mutex, mine};
    while (*turn != mine) changed->wait(*mutex, mine);
    ++*turn;
    changed->wake_all();
  };
  Child child{[&] {
    wait_for(2);
    wait_for(4);
  }};
  std::thread other{[&] { wait_for(1); }};
  wait_for(0);
  wait_for(3);
  other.join();
  EXPECT_EQ(child.status(), 0);
  EXPECT_EQ(*turn, 5);
}

TEST(Semaphore, HasAsManyPermitsAsAsked) {
  const Shared<Semaphore> semaphore{2U};
  const Shared<std::atomic<int>> inside{0}, most{0};
  const auto hold = [&] {
    for (int i = 0; i < 50; ++i) {
      semaphore->wait();
      const int now = ++*inside;
      int seen = *most;
      while (seen < now && !most->compare_exchange_weak(seen, now)) {
      }
      std::this_thread::sleep_for(std::chrono::microseconds{100});
      --*inside;
      semaphore->post();
    }
  };
  Child first{hold}, second{hold};
  std::thread third{hold};
  hold();
  third.join();
  EXPECT_EQ(first.status() + second.status(), 0);
  EXPECT_EQ(*most, 2);
}

TEST(Barrier, HoldsEverybodyUntilAllHaveCome) {
  const Shared<Barrier> barrier{3};
  const Shared<std::atomic<int>> came{0};
  const auto pass = [&] {
    for (int round = 1; round <= 200; ++round) {
      ++*came;
      barrier->wait();
      if (*came < 3 * round) throw std::runtime_error("somebody has not come yet");
      barrier->wait();
    }
  };
  Child child{pass};
  std::thread other{pass};
  pass();
  other.join();
  EXPECT_EQ(child.status(), 0);
  EXPECT_EQ(*came, 600);
}

TEST(Event, StaysSetUntilCleared) {
  const Shared<Event> event;
  Child child{[&] { event->wait(1); }};
  std::thread other{[&] { event->wait(2); }};
  event->set(0);
  other.join();
  EXPECT_EQ(child.status(), 0);
  event->wait(0);
  event->clear(0);
  std::atomic<bool> awake{false};
  std::thread late{[&] {
    event->wait(1);
    awake = true;
  }};
  std::this_thread::sleep_for(milliseconds{10});
  EXPECT_FALSE(awake);
  event->set(0);
  late.join();
}

TEST(Pipe, KeepsMessagesWholeThatItCannotHold) {
  const Pipe pipe;
  std::vector<std::byte> sent(1 << 20), got(sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<std::byte>(i * 7);
  Child child{[&] { pipe.write_whole(sent.data(), sent.size()); }};
  pipe.read_whole(got.data(), got.size());
  EXPECT_EQ(child.status(), 0);
  EXPECT_EQ(got, sent);
}

}  // namespace
}  // namespace parbench
