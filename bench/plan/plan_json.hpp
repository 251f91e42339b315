// The plan for plan.json, and the rules of a run, fixed before its first trial, for
// environment.json.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bench/plan/plan.hpp"

namespace parbench {

// plan.json: cells with the passes chosen so far and their bounds, and the order of every block,
// each trial as [cell, role] or [cell, role, slowdown].
std::string plan_text(const Plan& plan);

// What disturbs a trial, how often it is repeated, when a cell is done, when the machine is too
// busy.
nlohmann::ordered_json rules_json(const Plan& plan);

}  // namespace parbench
