// Whether an executable conforms to the runner protocol and to bench/runner.hpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/launch/launch.hpp"
#include "bench/launch/runners.hpp"

namespace parbench {

struct CheckSettings {
  std::vector<int> workers{1, 2, 3, 4, 8, 16};  // only 1 if the runner does not scale
  double deadline_s = 60;  // of a trial: where starting a process is slow, CPython takes 20 s
};

struct Finding {
  int workers = 1;
  std::string what;     // "every task once"
  std::string problem;  // empty: passed
};

struct CheckReport {
  std::vector<Finding> findings;
  bool ended_early = false;   // a case failed and took long, as the others would
  bool reports_load = false;  // of other programs, or of the host, in any trial
};

// Runs the workload `conformance` under the runner and calls `report`, if any, with each finding.
// Throws Interrupted, and std::runtime_error if the runner lacks that workload.
CheckReport check_runner(const FoundRunner& runner, Launcher& launcher,
                         const CheckSettings& settings,
                         const std::function<void(const Finding&)>& report);

}  // namespace parbench
