// A plan that grows while it is measured: `parbench advise` decides after each stage what to measure
// next (reports/verdicts/advice/), and the plan keeps the stages, so that a resumed run has them.
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/plan/selection.hpp"

namespace parbench {

// Adds what a stage asks for, and marks what this machine cannot run. The JSON:
//   {"measure": [{"workload": "mixed", "settings": {"compute": "2ms"}, "blocks": 3,
//                 "cells": [["thread_pool", 8], ["process_pool", 8]]}]}
// Settings are as on the command line; "passes" fixes the passes of a trial. Other keys are kept. The experiment's blocks follow those that it has. A figure of
// the machine is measured where neither the plan nor the settings have it. Throws BadParameter for a
// value that the workload refuses, std::runtime_error for JSON of another shape.
void add_stage(Plan& plan, const std::string& stage, const std::vector<PlannedRunner>& runners,
               const Limits& limits);

// The stages that plan.json holds, in their order; none where it is not a plan of stages. Throws
// UsageError where it cannot be read.
std::vector<std::string> stages_in(const std::string& plan_json);

}  // namespace parbench
