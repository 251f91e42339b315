// The experiments behind the teaching notes' claims, as --preset claims runs them.
#pragma once

#include <vector>

#include "bench/plan/presets.hpp"

namespace parbench {

// docs/claims.md says which claim each of them tests.
std::vector<PresetExperiment> claims_experiments();

}  // namespace parbench
