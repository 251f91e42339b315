// The rules by which a trial counts as disturbed. They never use the trial's own result.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/machine/cpus.hpp"
#include "bench/sample.hpp"

namespace parbench {

// In which the kernel counts steal time.
double tick_s();

// "paused", "steal", "foreign" or "throttled", the first that applies; empty: undisturbed, or not
// judged. Other load counts in proportion to the share of computing_share(), or, if that is not
// known, to the share of those CPUs that the trial itself used; where it is 0 only pauses and steal
// time are judged: who waits leaves the CPUs to others, but a CPU that the host takes away wakes
// nobody.
std::string disturbance_of(const Sample& sample, std::optional<double> computing_share,
                           const Cpus& cpus);

// Whether a probe's CPU time differs from the median of the earlier undisturbed probes with the
// same number of copies, because the machine's clock rate changed.
bool drifted(double cpu_s, const std::vector<double>& undisturbed_so_far);

// Every rule as text with its limits, for environment.json.
std::map<std::string, std::string> disturbance_rules();

}  // namespace parbench
