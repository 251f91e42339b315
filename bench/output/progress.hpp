// How far the run is and when it will end, on stderr. Never writes between before_trial() and
// after_trial(): a terminal that draws is load on the CPUs being measured.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "bench/output/remaining_time.hpp"

namespace parbench {

struct ProgressOptions {
  bool terminal = false;  // a bar drawn in place; else plain lines, one in ten seconds at most
  bool shown = true;      // false (--no-progress): only notes
  bool quiet = false;     // -q: nothing at all
  bool color = false;
  std::function<double()> now_s;        // a steady clock
  std::function<int()> columns;         // of the terminal, asked for at each drawing; may be null
  std::function<double()> most_s = {};  // no more than this is left (a budget); may be null
};

class Progress {
 public:
  Progress(std::ostream& out, ProgressOptions options, const std::vector<double>& planned_s);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // takes the bar away

  // Further trials of the cell; the sum over all cells is the length of the bar.
  void expect(std::size_t cell, int trials);

  // Seconds that a trial of the cell takes, as far as is known.
  double trial_s(std::size_t cell) const { return remaining_.trial_s(cell); }

  // Trials that a resumed run already holds: part of the bar, not of the pace.
  void already_done(int trials);

  // `label`: "primes thread_pool N=4, block 3 of 6".
  void before_trial(std::size_t cell, std::string label);
  void after_trial();

  // A line of its own above the bar; held back while a trial runs.
  void note(const std::string& line);

  // Takes the bar away. Also before anything else is printed.
  void clear();

 private:
  void draw(bool at_once);
  std::string bar() const;
  std::string plain() const;
  std::string count_text() const;
  std::string left_text() const;

  std::ostream& out_;
  ProgressOptions options_;
  RemainingTime remaining_;
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
