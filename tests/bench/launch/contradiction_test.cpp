#include "bench/launch/contradiction.hpp"

#include <gtest/gtest.h>

namespace parbench {
namespace {

TrialRecord some_record() {
  TrialRecord record;
  record.tasks = 2;
  record.passes = 3;
  record.wall_s = 0.5;
  record.wall_min_s = 0.25;
  record.wall_max_s = 0.75;
  record.per_worker.resize(2);
  record.per_worker[1] = {1, 6, 0.125, 0.25, {}, {}, {}, {}, 3};
  record.trace = Trace{0.5, {{0, 0, 0, 0.5}, {1, 1, 0, 0.25}}};
  return record;
}

// What is found in a record of two workers with one change.
template <typename Change>
std::string found(Change change, bool lengthened = false) {
  TrialRecord record = some_record();
  change(record);
  return contradiction(record, 2, lengthened);
}

TEST(Contradiction, IsNotFoundWhereNoneIs) {
  EXPECT_EQ(found([](TrialRecord&) {}), "");
  EXPECT_EQ(found([](TrialRecord& record) {  // one pass, with the rounding of a mean
              record.wall_min_s = 0.5 + 1e-8;
              record.wall_max_s = 0.5 - 1e-8;
            }),
            "");
  EXPECT_EQ(found([](TrialRecord& record) { record.wall_max_s = 0.25; }, true), "");
}

TEST(Contradiction, IsATimeOutsideOfItsPasses) {
  EXPECT_EQ(found([](TrialRecord& record) { record.wall_s = 0; }),
            "the record has no time: wall_s and passes must be above 0");
  EXPECT_EQ(found([](TrialRecord& record) { record.passes = 0; }),
            "the record has no time: wall_s and passes must be above 0");
  EXPECT_EQ(found([](TrialRecord& record) { record.wall_min_s = 0.625; }),
            "the record's wall_s is 0.5, which is not from wall_min_s, 0.625, to wall_max_s, 0.75");
  EXPECT_EQ(found([](TrialRecord& record) { record.wall_max_s = 0.25; }),
            "the record's wall_s is 0.5, which is not from wall_min_s, 0.25, to wall_max_s, 0.25");
}

TEST(Contradiction, IsAWorkerThatCannotBe) {
  EXPECT_EQ(found([](TrialRecord& record) { record.per_worker[1].worker = 2; }),
            "per_worker names worker 2 of 2");
  EXPECT_EQ(found([](TrialRecord& record) { record.per_worker[1].last_s = 0; }),
            "worker 1: last_s is 0, allowed: at least first_s, 0.125");
  EXPECT_EQ(found([](TrialRecord& record) { record.per_worker[1].passes = 0; }),
            "worker 1 ran 6 tasks in 0 passes");
  EXPECT_EQ(found([](TrialRecord& record) { record.trace->spans[1].worker = 7; }),
            "trace: task 1 ran on worker 7 of 2");
}

}  // namespace
}  // namespace parbench
