// The rules by which a trial counts as disturbed, fixed before any of them ran. Never looks at what
// a trial measured of its own work.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/machine/cpus.hpp"
#include "bench/sample.hpp"
#include "bench/workload.hpp"

namespace parbench {

// "steal", "foreign" or "throttled", the first that holds; empty: undisturbed, or not judged.
// Waiting workloads are never judged, their exact bound does that.
std::string disturbance_of(const Sample& sample, WorkloadKind kind, const Cpus& cpus);

// Whether a probe's CPU time is off the median of the clean probes of the same number of copies
// that came before it: the machine's clock rate drifts, whoever may be the cause.
bool drifted(double cpu_s, const std::vector<double>& clean_so_far);

// Every rule in words with its figure, for environment.json.
std::map<std::string, std::string> contamination_rules();

}  // namespace parbench
