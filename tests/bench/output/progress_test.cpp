// The bar, the lines and the time left, by a clock that the test moves.
#include "bench/output/progress.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

struct Fixture {
  std::ostringstream out;
  double now_s = 1000;
  int columns = 100;

  ProgressOptions options(bool terminal) {
    ProgressOptions made;
    made.terminal = terminal;
    made.now_s = [this] { return now_s; };
    made.columns = [this] { return columns; };
    return made;
  }

  void run(Progress& progress, std::size_t cell, double seconds) {
    progress.before_trial(cell, "primes tbb N=" + std::to_string(cell));
    now_s += seconds;
    progress.after_trial();
  }

  // What was written since the last call.
  std::string written() {
    std::string text = out.str();
    out.str("");
    return text;
  }
};

TEST(RemainingTime, UsesMeasuredTimes) {
  RemainingTime rest({1, 1});
  rest.expect(0, 3);
  EXPECT_EQ(rest.seconds(), 3);
  rest.ended(0, 5);
  EXPECT_EQ(rest.seconds(), 10);
  rest.ended(0, 7);
  EXPECT_EQ(rest.seconds(), 6);
  rest.ended(0, 6);
  EXPECT_EQ(rest.seconds(), 0);
}

TEST(RemainingTime, ScalesThePlannedTimeOfUnseenCells) {
  RemainingTime rest({1, 4});
  rest.expect(0, 2);
  rest.expect(1, 10);
  EXPECT_EQ(rest.seconds(), 42);
  rest.ended(0, 2);  // twice the plan
  EXPECT_EQ(rest.seconds(), 2 + 80);
  rest.ended(1, 4);  // seen now: by its own measure
  EXPECT_EQ(rest.seconds(), 2 + 9 * 4);
}

TEST(RemainingTime, AcceptsUnplannedCellsAndTrials) {
  RemainingTime rest({});
  rest.ended(7, 3);
  rest.expect(7, 2);
  EXPECT_EQ(rest.seconds(), 6);
  rest.expect(7, -5);
  EXPECT_EQ(rest.seconds(), 0);
}

TEST(RestText, RoundsUp) {
  EXPECT_EQ(rest_text(0), "0 s");
  EXPECT_EQ(rest_text(0.1), "1 s");
  EXPECT_EQ(rest_text(59.5), "1 min 00 s");
  EXPECT_EQ(rest_text(83), "1 min 23 s");
  EXPECT_EQ(rest_text(3725), "1 h 02 min");
  EXPECT_EQ(rest_text(-3), "0 s");
}

TEST(Progress, WritesNothingWhileATrialRuns) {
  for (const bool terminal : {true, false}) {
    Fixture f;
    Progress progress(f.out, f.options(terminal), {1, 1});
    progress.expect(0, 3);
    for (int i = 0; i < 3; ++i) {
      f.written();
      progress.before_trial(0, "a");
      f.now_s += 60;
      progress.note("held back");
      EXPECT_EQ(f.written(), "");
      progress.after_trial();
      EXPECT_NE(f.written().find("held back\n"), std::string::npos);
    }
  }
}

TEST(Progress, CountsNoPauseAsPace) {
  Fixture f;
  Progress progress(f.out, f.options(true), {1});
  progress.expect(0, 2);
  progress.before_trial(0, "a");
  f.now_s += 62;
  progress.after_trial(60);
  EXPECT_EQ(progress.trial_s(0), 2);
}

TEST(Progress, RedrawsTheBarInPlace) {
  Fixture f;
  Progress progress(f.out, f.options(true), {1});
  progress.expect(0, 4);
  f.run(progress, 0, 2);
  EXPECT_EQ(f.written(), "\r\x1b[K[#######.......................] 1/4, 6 s left, primes tbb N=0");
  f.run(progress, 0, 2);
  EXPECT_EQ(f.written(), "\r\x1b[K[###############...............] 2/4, 4 s left, primes tbb N=0");
  progress.note("primes: tbb");
  EXPECT_EQ(f.written(),
            "\r\x1b[Kprimes: tbb\n\r\x1b[K[###############...............] 2/4, 4 s left, primes "
            "tbb N=0");
  progress.clear();
  EXPECT_EQ(f.written(), "\r\x1b[K");
}

TEST(Progress, ErasesItsBarAtTheEnd) {
  Fixture f;
  {
    Progress progress(f.out, f.options(true), {1});
    progress.expect(0, 2);
    f.run(progress, 0, 2);
    f.written();
  }
  EXPECT_EQ(f.written(), "\r\x1b[K");
}

TEST(Progress, FitsTheTerminal) {
  Fixture f;
  Progress progress(f.out, f.options(true), {1});
  progress.expect(0, 100000);
  for (const int columns : {0, 20, 30, 41, 60, 80, 500}) {
    f.columns = columns;
    progress.before_trial(0, std::string(300, 'x'));
    f.now_s += 100;
    progress.after_trial();
    const std::string line = f.written().substr(4);
    EXPECT_LT(character_count(line), static_cast<std::size_t>(std::clamp(columns, 20, 200)))
        << line;
    EXPECT_NE(line.find("/100000"), std::string::npos) << line;
  }
}

TEST(Progress, DrawsSeldomWhenTrialsAreShort) {
  Fixture f;
  Progress progress(f.out, f.options(true), {0.001});
  progress.expect(0, 1000);
  int drawn = 0;
  for (int i = 0; i < 1000; ++i) {
    f.run(progress, 0, 0.001);
    drawn += !f.written().empty();
  }
  EXPECT_GE(drawn, 5);
  EXPECT_LE(drawn, 15);
}

TEST(Progress, WritesPlainLinesEveryTenSeconds) {
  Fixture f;
  Progress progress(f.out, f.options(false), {1});
  progress.expect(0, 100);
  int lines = 0;
  std::string last;
  for (int i = 0; i < 100; ++i) {
    f.run(progress, 0, 1);
    const std::string text = f.written();
    if (text.empty()) continue;
    ++lines;
    last = text;
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  }
  EXPECT_EQ(lines, 10);
  EXPECT_EQ(last, "100/100 trials, 0 s left, last: primes tbb N=0\n");
}

TEST(Progress, ObeysItsOptions) {
  Fixture f;
  ProgressOptions quiet = f.options(true);
  quiet.quiet = true;
  Progress silent(f.out, quiet, {1});
  silent.expect(0, 1);
  silent.note("note");
  f.run(silent, 0, 60);
  EXPECT_EQ(f.written(), "");

  ProgressOptions hidden = f.options(true);
  hidden.shown = false;
  Progress notes_only(f.out, hidden, {1});
  notes_only.expect(0, 1);
  f.run(notes_only, 0, 60);
  notes_only.note("note");
  EXPECT_EQ(f.written(), "note\n");

  ProgressOptions bright = f.options(true);
  bright.color = true;
  Progress coloured(f.out, bright, {1});
  coloured.expect(0, 1);
  f.run(coloured, 0, 60);
  EXPECT_NE(f.written().find("\x1b[32m"), std::string::npos);
}

TEST(Progress, CountsTheTrialsOfEarlierSessions) {
  Fixture f;
  Progress progress(f.out, f.options(true), {2});
  progress.already_done(5);
  progress.expect(0, 5);
  f.run(progress, 0, 3);
  EXPECT_NE(f.written().find("6/10, 12 s left"), std::string::npos);
}

// Drawing happens between trials and is paid by every run; the bound finds a walk over all cells,
// not a slow machine.
TEST(Progress, CostsLittleWithManyCells) {
  Fixture f;
  Progress progress(f.out, f.options(true), std::vector<double>(1000000, 1.0));
  for (std::size_t cell = 0; cell < 2000; ++cell) progress.expect(cell, 1);
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t cell = 0; cell < 2000; ++cell) f.run(progress, cell, 1);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

}  // namespace
}  // namespace parbench
