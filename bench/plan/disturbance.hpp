// The rules by which a trial counts as disturbed. They never use the trial's own result.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/machine/cpus.hpp"
#include "bench/sample.hpp"
#include "bench/workload.hpp"

namespace parbench {

// "steal", "foreign" or "throttled", the first that applies; empty: undisturbed, or not judged.
// Waiting workloads are not judged, because their exact bound shows a disturbance.
std::string disturbance_of(const Sample& sample, WorkloadKind kind, const Cpus& cpus);

// Whether a probe's CPU time differs from the median of the earlier undisturbed probes with the
// same number of copies, because the machine's clock rate changed.
bool drifted(double cpu_s, const std::vector<double>& undisturbed_so_far);

// Every rule as text with its limits, for environment.json.
std::map<std::string, std::string> disturbance_rules();

}  // namespace parbench
