// Figures of this machine that turn parameters into counted work (WorkloadInfo::figure).
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"

namespace parbench {

// Fills them into the parameters that need them; each is measured once for all specs, or taken from
// `known` ("mixed.rounds=741000"), those of an earlier run. Returns what it has filled in, as
// `known` of a rerun. Throws UsageError for a known one that is not a figure of these workloads,
// BadParameter for one with another value than allowed.
std::vector<std::string> fill_figures(std::vector<ExperimentSpec>& specs,
                                      const std::vector<std::string>& known);

}  // namespace parbench
