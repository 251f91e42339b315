// plan.json: what will be measured, in which order, for programs and for a run that goes on. Never
// read by what measures.
#pragma once

#include <string>

#include "bench/plan/plan.hpp"

namespace parbench {

// Cells with the passes chosen so far and their bounds; the order of every block, each trial as
// [cell, role] or [cell, role, slowdown].
std::string plan_text(const Plan& plan);

}  // namespace parbench
