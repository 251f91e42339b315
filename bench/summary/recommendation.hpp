// Which runner and how many workers one workload wants, and how firmly that is known. Never a claim
// of significance.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/summary/summary.hpp"

namespace parbench {

// Differences below this are none: they mean nothing to whoever chooses.
inline constexpr double negligible = 0.03;

struct Recommendation {
  CellSummary cell;  // the fewest workers, then the least CPU time, within `negligible` of the best
  CellSummary best;  // the highest median speedup, or the least time where there is no base
  std::vector<CellSummary>
      ties;  // other runners within `negligible` of the best, each with its fewest workers
  int least_workers = 1;  // tried
  int most_workers = 1;

  // The largest N is the one recommended: what lies beyond it was not tried, so it is no optimum.
  bool still_rising() const { return most_workers > least_workers && cell.workers == most_workers; }
};

// Nothing where no cell is without a failed trial. A cell that failed once is never recommended.
std::optional<Recommendation> recommend(const ExperimentSummary& experiment);

// "thread_pool N=2: 1.96× serial, 51.2 ms; within 3 %: tbb N=2; still rising at N=2: not an
// optimum"
std::string recommendation_text(const ExperimentSummary& experiment);

// "primes: thread_pool N=2 1.96× (provisional, 3 blocks)"; with `name_params` the parameters follow
// the name.
std::string provisional_text(const ExperimentSummary& experiment, bool name_params);

}  // namespace parbench
