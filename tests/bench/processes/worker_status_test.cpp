#include "bench/processes/worker_status.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "bench/wrong_result.hpp"
#include "tests/support/message_of.hpp"

namespace parbench {
namespace {

class Throwing final : public Job {
 public:
  explicit Throwing(bool wrong) : wrong_{wrong} {}
  std::size_t task_count() const override { return 1; }
  void run_task(std::size_t, int) const override {
    if (wrong_) throw WrongResult("7 is not 8");
    throw std::out_of_range("no such luck");
  }
  void leave(int) const override {}

 private:
  bool wrong_;
};

class LongReason final : public Job {
 public:
  std::size_t task_count() const override { return 1; }
  void run_task(std::size_t, int) const override {
    throw std::runtime_error("fetch: " + std::string(2000, 'x') + ": Connection refused");
  }
  void leave(int) const override {}
};

// Run by worker 1 of 2, in a child.
void fail_in_child(const WorkerStatus& status, bool wrong) {
  Children children{1};
  children.start(0, [&] { status.run_task(Throwing{wrong}, 0, 1); });
  EXPECT_EQ(children.wait()->status, 0);
  ASSERT_TRUE(status.failed());
}

TEST(WorkerStatus, RethrowsWrongResult) {
  const WorkerStatus status{2};
  fail_in_child(status, true);
  EXPECT_EQ(message_of<WrongResult>([&] { status.throw_failure(); }), "7 is not 8");
}

TEST(WorkerStatus, RethrowsOtherFailureWithMessage) {
  const WorkerStatus status{2};
  fail_in_child(status, false);
  try {
    status.throw_failure();
  } catch (const WrongResult&) {
    FAIL() << "it was none";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "no such luck");
  }
}

TEST(WorkerStatus, KeepsBothEndsOfALongMessage) {
  const WorkerStatus status{1};
  EXPECT_FALSE(status.run_task(LongReason{}, 0, 0));
  const std::string message = message_of<std::runtime_error>([&] { status.throw_failure(); });
  EXPECT_EQ(message.size(), 511U);
  EXPECT_EQ(message.find("fetch: xxx"), 0U) << message;
  EXPECT_TRUE(message.ends_with("xxx: Connection refused")) << message;
}

}  // namespace
}  // namespace parbench
