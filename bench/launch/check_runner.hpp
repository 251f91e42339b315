// Whether an executable keeps the runner protocol and does a runner's duties (bench/runner.hpp).
// Never judges its speed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench/launch/found_runners.hpp"
#include "bench/launch/launch.hpp"

namespace parbench {

struct CheckSettings {
  std::vector<int> workers{1, 2, 3,
                           4, 8, 16};  // a runner that does not scale is checked with 1 alone
  double deadline_s = 15;  // of one trial; tasks that do not come together say so after 10 s
};

struct Finding {
  int workers = 1;
  std::string what;     // "every task once"
  std::string problem;  // empty: as it must be
};

struct CheckReport {
  std::vector<Finding> findings;
  bool ended_early = false;  // a case failed and took long: the others would too
};

// Runs the workload `conformance` under the runner; tells each finding as it is made, where `tell`
// is given. Throws Interrupted, and std::runtime_error where the runner lacks that workload.
CheckReport check_runner(const FoundRunner& runner, Launcher& launcher,
                         const CheckSettings& settings,
                         const std::function<void(const Finding&)>& tell);

// `parbench check-runner PATH [--workers LIST]`: prints the findings; returns 0, or 1 where one is
// a problem. Throws UsageError where PATH is no runner.
int check_runner_command(const std::vector<std::string>& arguments);

}  // namespace parbench
