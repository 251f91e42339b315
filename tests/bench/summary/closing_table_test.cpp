// The summary as people see it. Never measures anything.
#include "bench/summary/closing_table.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

CellSummary cell(const std::string& runner, int workers, double speedup) {
  CellSummary made;
  made.runner = runner;
  made.workers = workers;
  made.ok = made.blocks = 3;
  made.wall_s = 0.1 / speedup;
  made.cpu_s = 0.1;
  made.speedup = speedup;
  made.efficiency = speedup / workers;
  return made;
}

CellSummary broken(const std::string& runner, int workers, Status status,
                   const std::string& reason) {
  CellSummary made;
  made.runner = runner;
  made.workers = workers;
  made.failed = 3;
  made.status = status;
  made.reason = reason;
  return made;
}

ExperimentSummary primes() {
  return {"primes",
          "{\"count\":128,\"set\":\"even\"}",
          3,
          true,
          {cell("serial", 1, 1), cell("thread_pool", 2, 1.93), cell("thread_pool", 16, 1.95),
           cell("tbb", 2, 1.9),
           broken("tbb", 16, Status::timeout, "no end after 60 s | <b>\n\x1b[31m")}};
}

TEST(ClosingTable, IsAlignedAndComplete) {
  EXPECT_EQ(closing_table({primes()}, true),
            "primes: count=128 set=even\n"
            "  median time of a pass, ms\n"
            "  runner       N=1   N=2     N=16\n"
            "  serial       100     -        -\n"
            "  thread_pool    -  51.8     51.3\n"
            "  tbb            -  52.6  timeout\n"
            "  speedup over serial, efficiency (speedup / N)\n"
            "  runner        N=1         N=2        N=16\n"
            "  serial       base           -           -\n"
            "  thread_pool     -  1.93× 96 %  1.95× 12 %\n"
            "  tbb             -  1.90× 95 %     timeout\n"
            "  recommended: thread_pool N=2: 1.93× serial, 51.8 ms; within 3 %: tbb N=2\n"
            "  points only: 3 blocks, fewer than 6, no interval\n"
            "  tbb N=16: 3 of 3 trials timeout: no end after 60 s | <b>  [31m\n");
}

TEST(ClosingTable, ContinuesBelowWhatIsTooWide) {
  ExperimentSummary wide = primes();
  for (int workers = 17; workers < 40; ++workers) wide.cells.push_back(cell("tbb", workers, 1.5));
  std::istringstream lines(closing_table({wide}, true, 80));
  std::string line, seen;
  while (std::getline(lines, line)) {
    if (line.find("recommended") == std::string::npos) {
      EXPECT_LE(character_count(line), 80U) << line;
    }
    seen += line + '\n';
  }
  EXPECT_NE(seen.find("N=39"), std::string::npos);
}

TEST(ClosingTable, WithoutABaseHasNoSpeedups) {
  ExperimentSummary bare = primes();
  bare.based = false;
  bare.cells = {cell("tbb", 2, 1.9)};
  bare.cells[0].speedup.reset();
  const std::string text = closing_table({bare}, false);
  EXPECT_EQ(text.find("speedup over"), std::string::npos);
  EXPECT_NE(text.find("no speedup: no serial trial ended ok"), std::string::npos);
}

TEST(ClosingTable, SaysWhatWasDisturbed) {
  ExperimentSummary busy = primes();
  busy.cells[1].disturbed = 2;
  busy.cells[2] = broken("thread_pool", 16, Status::ok, "");
  busy.cells[2].failed = 0;
  busy.cells[2].ok = busy.cells[2].disturbed = 3;
  const std::string text = closing_table({busy}, false);
  EXPECT_NE(text.find("thread_pool N=2: 2 of 3 trials disturbed and left out"), std::string::npos);
  EXPECT_NE(text.find("disturbed\n"), std::string::npos);
}

TEST(ClosingTable, LeavesAdviceToOthersWhenTold) {
  EXPECT_EQ(closing_table({primes()}, false).find("recommended"), std::string::npos);
}

TEST(ClosingTable, SaysNothingOfNothing) { EXPECT_EQ(closing_table({}, true), ""); }

}  // namespace
}  // namespace parbench
