#include "bench/waiting.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <thread>

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class Script final : public WaitingTask {
 public:
  using Step = std::function<std::optional<Wait>(int step)>;
  explicit Script(Step next) : next_(std::move(next)) {}

  std::optional<Wait> step() override { return next_(steps_++); }
  std::uint64_t digest() const override { return static_cast<std::uint64_t>(steps_); }

 private:
  Step next_;
  int steps_ = 0;
};

class Pipe {
 public:
  Pipe() {
    if (pipe(ends_) != 0) throw std::runtime_error("pipe");
  }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }

 private:
  int ends_[2];
};

Script until(Clock::time_point deadline) {
  return Script([deadline](int) -> std::optional<Wait> {
    if (Clock::now() >= deadline) return std::nullopt;
    return Wait{.deadline = deadline};
  });
}

TEST(RunToEnd, ReturnsAtOnceIfFinished) {
  Script task([](int) { return std::nullopt; });
  EXPECT_EQ(run_to_end(task), 1U);
}

TEST(RunToEnd, SleepsOnceUntilDeadline) {
  const auto deadline = Clock::now() + milliseconds(20);
  Script task = until(deadline);
  EXPECT_EQ(run_to_end(task), 2U);  // more steps would be spinning
  EXPECT_GE(Clock::now(), deadline);
}

TEST(RunToEnd, DoesNotWaitForPastDeadline) {
  Script task([](int step) -> std::optional<Wait> {
    if (step == 3) return std::nullopt;
    return Wait{.deadline = Clock::time_point{}};
  });
  EXPECT_EQ(run_to_end(task), 4U);
}

void nothing(int) {}

TEST(RunToEnd, ContinuesWaitingAfterSignal) {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = nothing;  // and no SA_RESTART
  sigaction(SIGALRM, &action, &before);
  const itimerval every_ms{{0, 1000}, {0, 1000}};
  setitimer(ITIMER_REAL, &every_ms, nullptr);

  const auto deadline = Clock::now() + milliseconds(30);
  Script sleeping = until(deadline);
  EXPECT_NO_THROW(run_to_end(sleeping));
  EXPECT_GE(Clock::now(), deadline);

  const Pipe pipe;
  const auto second_deadline = Clock::now() + milliseconds(30);
  Script polling([&](int) -> std::optional<Wait> {
    if (Clock::now() >= second_deadline) return std::nullopt;
    return Wait{.deadline = second_deadline, .descriptor = pipe.reader()};
  });
  EXPECT_NO_THROW(run_to_end(polling));
  EXPECT_GE(Clock::now(), second_deadline);

  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

TEST(RunToEnd, WakesForReadableDescriptor) {
  const Pipe pipe;
  std::thread writer([&] {
    std::this_thread::sleep_for(milliseconds(10));
    EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  });
  Script task([&](int step) -> std::optional<Wait> {
    if (step == 0) return Wait{.descriptor = pipe.reader()};
    char c = 0;
    EXPECT_EQ(read(pipe.reader(), &c, 1), 1);
    return std::nullopt;
  });
  EXPECT_EQ(run_to_end(task), 2U);
  writer.join();
}

TEST(RunToEnd, WakesForWritableDescriptor) {
  const Pipe pipe;
  Script task([&](int step) -> std::optional<Wait> {
    if (step == 1) return std::nullopt;
    return Wait{.deadline = Clock::now() + std::chrono::minutes(10),
                .descriptor = pipe.writer(),
                .for_writing = true};
  });
  EXPECT_EQ(run_to_end(task), 2U);
}

TEST(RunToEnd, StopsWaitingForDescriptorAtDeadline) {
  const Pipe pipe;
  const auto deadline = Clock::now() + milliseconds(20);
  Script task([&](int) -> std::optional<Wait> {
    if (Clock::now() >= deadline) return std::nullopt;
    return Wait{.deadline = deadline, .descriptor = pipe.reader()};
  });
  run_to_end(task);
  EXPECT_GE(Clock::now(), deadline);
}

TEST(RunToEnd, PassesOnExceptions) {
  Script task([](int) -> std::optional<Wait> { throw std::runtime_error("its own words"); });
  try {
    run_to_end(task);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "its own words");
  }
}

TEST(RunToEnd, RejectsWaitsWithoutEnd) {
  Script nothing_to_wait_for([](int) -> std::optional<Wait> { return Wait{}; });
  EXPECT_THROW(run_to_end(nothing_to_wait_for), std::logic_error);
  Script closed_descriptor(
      [](int) -> std::optional<Wait> { return Wait{.descriptor = 1'000'000}; });
  EXPECT_THROW(run_to_end(closed_descriptor), std::system_error);
}

}  // namespace
}  // namespace parbench
