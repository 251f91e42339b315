// The one timing loop, for every workload and every runner. Never prints.
#pragma once

#include <stdexcept>

#include "bench/record.hpp"
#include "bench/runner.hpp"
#include "bench/workload.hpp"

namespace parbench {

// Set-up, the cold strict pass, the timed passes, tear-down; results are checked after every pass,
// outside the clock. The timed region of a pass is Runner::run(): from the first hand-out to the
// last result in hand. Throws WrongResult, or whatever the workload or the runner throws.
TrialRecord measure(const TrialRequest& request, const WorkloadInfo& workload,
                    const RunnerInfo& runner);

// Thrown where a cell cannot be: the serial runner with two workers. The cell is `unsupported`, not
// failed.
class Unsupported : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace parbench
