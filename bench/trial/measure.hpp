// The timing loop for every workload and runner.
#pragma once

#include <stdexcept>

#include "bench/record.hpp"
#include "bench/runner.hpp"
#include "bench/workload.hpp"

namespace parbench {

// Set-up, the cold strict pass, the timed passes, tear-down; results are checked after every pass,
// untimed. The timed region of a pass is Runner::run(): from the first dispatch to the last result.
// Throws WrongResult, or what the workload or the runner throws.
TrialRecord measure(const TrialRequest& request, const WorkloadInfo& workload,
                    const RunnerInfo& runner);

// A trial that is not possible, such as the serial runner with two workers. The cell is
// `unsupported`, not failed.
class Unsupported : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace parbench
