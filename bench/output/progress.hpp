// How far the run is and when it will end, on stderr. Never writes between before_trial() and
// after_trial(): a terminal that draws is load on the CPUs being measured.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "bench/run_options.hpp"

namespace parbench {

// How long the rest of a run will take: as measured where a cell was seen, as planned where not.
class RemainingTime {
 public:
  // `planned_s[cell]`: estimated seconds per trial of this cell. A cell beyond the end counts as
  // 0 s.
  explicit RemainingTime(const std::vector<double>& planned_s);

  // For cells that were not there before.
  void plan(const std::vector<double>& planned_s);

  // Further trials of the cell (negative: fewer).
  void expect(std::size_t cell, int trials);

  // A trial of the cell has ended after so many seconds.
  void ended(std::size_t cell, double seconds);

  // A cell never seen counts as planned, times the measured over the planned time of all trials
  // seen. Constant time.
  double seconds() const;

  // One trial of the cell, by the same rule.
  double trial_s(std::size_t cell) const;

 private:
  struct CellTime {
    double planned_s = 0;
    double total_s = 0;  // measured
    int ended = 0;
    int expected = 0;

    double rest_s() const {
      return ended > 0 ? expected * (total_s / ended) : expected * planned_s;
    }
  };

  double pace() const;
  template <typename Change>
  void change(std::size_t cell, Change how);

  std::vector<CellTime> cells_;
  double seen_rest_s_ = 0, unseen_rest_s_ = 0;  // over the cells, kept up to date by each change
  double measured_s_ = 0, planned_for_them_s_ = 0;
};

struct ProgressOptions {
  bool terminal = false;  // a bar drawn in place; else plain lines, at most one in ten seconds
  bool shown = true;      // false (--no-progress): only notes
  bool quiet = false;     // -q: nothing at all
  bool color = false;
  std::function<double()> now_s;  // a steady clock
  std::function<int()> columns;   // of the terminal, asked for at each drawing; may be null
};

// A bar where stderr is a terminal; colour by --color, and with `auto` only on a terminal without
// NO_COLOR.
ProgressOptions progress_options(const RunOptions& options);

class Progress {
 public:
  Progress(std::ostream& out, ProgressOptions options, const std::vector<double>& planned_s);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // takes the bar away

  // Estimated seconds per trial, also of cells that were not there before.
  void plan(const std::vector<double>& planned_s) { remaining_.plan(planned_s); }

  // Further trials of the cell; the sum over all cells is the length of the bar.
  void expect(std::size_t cell, int trials);

  // The time left is at most this, whatever trials are planned: a time limit.
  void limit(std::function<double()> most_s) { most_s_ = std::move(most_s); }

  // Estimated seconds per trial of the cell.
  double trial_s(std::size_t cell) const { return remaining_.trial_s(cell); }

  // Trials that a resumed run already holds: part of the bar, not of the pace.
  void already_done(int trials);

  // `label`: "primes/thread_pool/4, block 3".
  void before_trial(std::size_t cell, std::string label);
  void after_trial(double paused_s = 0);  // of it: says nothing of the pace

  // A line of its own above the bar; held back while a trial runs.
  void note(const std::string& line);

  // Takes the bar away. Also before anything else is printed.
  void clear();

 private:
  void draw(bool at_once);
  std::string bar() const;
  std::string plain() const;
  std::string left_text() const;

  std::ostream& out_;
  ProgressOptions options_;
  RemainingTime remaining_;
  std::function<double()> most_s_;
  int done_ = 0, total_ = 0;
  std::size_t cell_ = 0;
  std::string label_;
  bool running_ = false, drawn_ = false;
  double started_s_ = 0, last_draw_s_;
  std::vector<std::string> held_;
};

// 3725 -> "1 h 02 min", 83 -> "1 min 23 s", 4.2 -> "5 s": rounded up, so that "0 s" means the end.
std::string rest_text(double seconds);

}  // namespace parbench
