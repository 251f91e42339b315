// How long the rest of a run will take: measured where a cell was seen, planned where not. Never
// reads a clock.
#pragma once

#include <cstddef>
#include <vector>

namespace parbench {

class RemainingTime {
 public:
  // `planned_s[cell]`: seconds that a trial of this cell is thought to take. A cell beyond the end
  // counts as 0 s.
  explicit RemainingTime(const std::vector<double>& planned_s);

  // Further trials of the cell (negative: fewer).
  void expect(std::size_t cell, int trials);

  // A trial of the cell has ended after so many seconds.
  void ended(std::size_t cell, double seconds);

  // A cell never seen counts as planned, times what seen trials took over what was planned for
  // them. Constant time.
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

}  // namespace parbench
