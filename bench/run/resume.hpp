// Going on with a run: is this still the run that the folder holds, and what has it done? Never
// changes a row.
#pragma once

#include <filesystem>
#include <vector>

#include "bench/cli/options.hpp"
#include "bench/output/run_files.hpp"
#include "bench/plan/plan.hpp"
#include "bench/sample.hpp"

namespace parbench {

// Gives the plan the passes and the number of blocks of the folder's plan.json (unless --blocks
// asks for more). Throws UsageError where the cells that would be measured now are others, or the
// seed is.
void adopt_plan(const std::filesystem::path& folder, const RunOptions& options, Plan& plan);

// run_id and machine_id of the folder's environment.json, started_at of now; `machine_id` is this
// machine's: throws UsageError for another's run.
RunNames resumed_names(const std::filesystem::path& folder, const std::string& machine_id);

// The rows of earlier sessions, in their order. Throws UsageError that names the first one which is
// none, of another run, no part of the plan, or there twice.
std::vector<Sample> earlier_rows(const std::filesystem::path& folder, const std::string& run_id,
                                 const Plan& plan);

// Adds this session to environment.json, and gives `names` its number.
void begin_session(const std::filesystem::path& folder, RunNames& names,
                   const std::vector<Sample>& rows, const std::vector<std::string>& command_line);

}  // namespace parbench
