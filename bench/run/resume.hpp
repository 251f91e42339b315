// Resuming a run: is the plan still the one of the folder, and which trials are done?
#pragma once

#include <filesystem>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/run/run_files.hpp"
#include "bench/run_options.hpp"
#include "bench/sample.hpp"

namespace parbench {

// Gives the plan the passes and the number of blocks of the folder's plan.json (unless --blocks
// asks for more). Throws UsageError where its cells or its seed differ from the plan's.
void adopt_plan(const std::filesystem::path& folder, const RunOptions& options, Plan& plan);

// run_id and machine_id of the folder's environment.json, started_at of now; `machine_id` is this
// machine's: throws UsageError for another's run.
RunNames resumed_names(const std::filesystem::path& folder, const std::string& machine_id);

// The rows of earlier sessions, in their order. Throws UsageError that names the first row that is
// malformed, of another run, not part of the plan, or there twice.
std::vector<Sample> earlier_rows(const std::filesystem::path& folder, const std::string& run_id,
                                 const Plan& plan);

// What of machine, build and inherited settings is another now than in the folder's
// environment.json, key by key, as this session has it. Throws UsageError that names it, unless `allowed`.
nlohmann::ordered_json changed_since(const std::filesystem::path& folder,
                                     const nlohmann::ordered_json& now, bool allowed);

// Adds this session, with what changed_since() found, to environment.json, and gives `names` its
// number.
void begin_session(const std::filesystem::path& folder, RunNames& names,
                   const std::vector<Sample>& rows, const std::vector<std::string>& command_line,
                   const nlohmann::ordered_json& changed);

// Throws UsageError if a program of a side of `parbench ab` is not the one that the run began with.
void require_same_sides(const std::filesystem::path& folder, const std::vector<Side>& sides);

}  // namespace parbench
