// `parbench advise`: a run that is asked a question, and grows until its adviser can answer it.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"
#include "bench/run_options.hpp"

namespace parbench {

inline constexpr const char* advise_name = "advise";

// Those of the options, or else the usual ones. N is found with the first.
std::vector<std::string> advise_runners(const RunOptions& options);

// Checks what was asked for, watches the process of --pid, and puts the question into
// options.advise.question. Throws UsageError and BadParameter.
void ask(RunOptions& options);

// The plan before anything is measured, or with the stages that plan.json of a resumed run holds.
Plan advise_plan(const RunOptions& options, const RunContext& context);

// Asks the adviser (reports/commands/advise.py) what to measure next and adds it to the plan; false
// when it has seen enough. Throws Interrupted, and std::runtime_error where it fails.
bool grow(Plan& plan, const RunContext& context, const std::filesystem::path& folder,
          double left_s);

}  // namespace parbench
