// The rules of a run, fixed before its first trial, for environment.json. Never follows from a
// result.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "bench/plan/plan.hpp"

namespace parbench {

// What disturbs a trial, how often it is repeated, when a cell is done, when the machine was too
// busy.
nlohmann::ordered_json rules_json(const Plan& plan);

}  // namespace parbench
