#include "bench/processes/pass_gate.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>
#include <vector>

namespace parbench {
namespace {

// Workers that count their passes; `pause` lets them fall asleep before each.
void expect_every_worker_in_every_pass(int workers, int passes, std::chrono::microseconds pause) {
  PassGate gate;
  std::atomic<int> in_pass{0}, runs{0};
  std::vector<std::thread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&] {
      for (std::uint32_t pass = 0; pass < static_cast<std::uint32_t>(passes); ++pass) {
        gate.wait(pass);
        ++runs;
        --in_pass;
      }
    });
  }
  for (int pass = 1; pass <= passes; ++pass) {
    std::this_thread::sleep_for(pause);
    in_pass = workers;
    gate.open();
    while (in_pass != 0) std::this_thread::yield();
    EXPECT_EQ(runs, pass * workers);
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(PassGate, LetsEveryWorkerIntoEveryPass) {
  using std::chrono::microseconds;
  expect_every_worker_in_every_pass(1, 200, microseconds{0});
  expect_every_worker_in_every_pass(4, 200, microseconds{0});
  expect_every_worker_in_every_pass(16, 20, microseconds{2000});
}

TEST(PassGate, WaitsAsleep) {
  PassGate gate;
  std::atomic<bool> let_in{false};
  rusage used{};
  std::thread worker{[&] {
    gate.wait(0);
    let_in = true;
    getrusage(RUSAGE_THREAD, &used);
  }};
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  EXPECT_FALSE(let_in);
  gate.open();
  worker.join();
  EXPECT_TRUE(let_in);
  EXPECT_EQ(used.ru_utime.tv_sec + used.ru_stime.tv_sec, 0);
  EXPECT_LT(used.ru_utime.tv_usec + used.ru_stime.tv_usec, 100'000);
}

}  // namespace
}  // namespace parbench
