// Running sums over the cells; never walks them all.
#include "bench/output/remaining_time.hpp"

#include <algorithm>

namespace parbench {

RemainingTime::RemainingTime(const std::vector<double>& planned_s) {
  for (const double seconds : planned_s) cells_.push_back({seconds});
}

template <typename Change>
void RemainingTime::change(std::size_t cell, Change how) {
  if (cell >= cells_.size()) cells_.resize(cell + 1);
  CellTime& time = cells_[cell];
  (time.ended > 0 ? seen_rest_s_ : unseen_rest_s_) -= time.rest_s();
  how(time);
  time.expected = std::max(time.expected, 0);
  (time.ended > 0 ? seen_rest_s_ : unseen_rest_s_) += time.rest_s();
}

void RemainingTime::expect(std::size_t cell, int trials) {
  change(cell, [&](CellTime& time) { time.expected += trials; });
}

void RemainingTime::ended(std::size_t cell, double seconds) {
  change(cell, [&](CellTime& time) {
    time.total_s += seconds;
    ++time.ended;
    --time.expected;
    measured_s_ += seconds;
    planned_for_them_s_ += time.planned_s;
  });
}

double RemainingTime::pace() const {
  return measured_s_ > 0 && planned_for_them_s_ > 0 ? measured_s_ / planned_for_them_s_ : 1;
}

double RemainingTime::seconds() const {
  return std::max(0.0, seen_rest_s_ + pace() * unseen_rest_s_);
}

double RemainingTime::trial_s(std::size_t cell) const {
  if (cell >= cells_.size()) return 0;
  const CellTime& time = cells_[cell];
  return time.ended > 0 ? time.total_s / time.ended : pace() * time.planned_s;
}

}  // namespace parbench
