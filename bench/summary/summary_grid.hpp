// The summary of one experiment as grids of text: runners down, worker counts across. Never
// aligned, never printed here.
#pragma once

#include <string>
#include <vector>

#include "bench/summary/summary.hpp"

namespace parbench {

using Grid =
    std::vector<std::vector<std::string>>;  // rows of equal length; the first is the header

struct ExperimentGrids {
  std::string title;               // "primes: count=128 set=even"
  std::string time_unit;           // of all times
  Grid times;                      // "51.2", medians of a pass
  Grid speedups;                   // "1.93× 96 %"; empty without a serial base
  std::vector<std::string> notes;  // how many blocks, what failed and why
};

ExperimentGrids grids_of(const ExperimentSummary& experiment);

}  // namespace parbench
