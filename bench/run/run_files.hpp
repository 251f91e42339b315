// The files that describe a run: environment.json, plan.json, options.toml, datapackage.json.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/run/run_context.hpp"
#include "bench/run_options.hpp"

namespace parbench {

// The names of a run and of this session of it, for every file and row.
struct RunNames {
  std::string run_id, machine_id, session, started_at;
};

// All but plan.json. Throws std::runtime_error naming the file that cannot be written.
void write_run_files(const std::filesystem::path& folder, const RunNames& names,
                     const RunOptions& options, const Plan& plan, const RunContext& context,
                     const std::vector<std::string>& command_line);

// environment.json of a run that begins now, without its sessions.
nlohmann::ordered_json environment_of(const RunNames& names, const RunOptions& options,
                                      const Plan& plan, const RunContext& context,
                                      const std::vector<std::string>& command_line);

// A member "ab" of environment.json: by side, where it is and which programs it has.
nlohmann::ordered_json sides_json(const std::vector<Side>& sides);

// An entry of environment.json's "sessions": one start of the driver.
nlohmann::ordered_json session_json(const RunNames& names,
                                    const std::vector<std::string>& command_line);

// plan.json: cells with the passes chosen so far, and the order of every block. Replaced as a
// whole.
void write_plan(const std::filesystem::path& folder, const Plan& plan);

// "compute", "waiting": as environment.json names it.
const char* kind_name(WorkloadKind kind);

// "parbench 0.1.0 (revision 1ba15e8a2b3c)"
std::string version_text();

// The file exists as a whole or not at all.
void write_whole(const std::filesystem::path& path, const std::string& text);

}  // namespace parbench
