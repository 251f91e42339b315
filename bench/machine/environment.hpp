// environment.json: the machine, the build and the run. It contains no home folder or user name.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/machine/cpus.hpp"
#include "bench/machine/machine.hpp"
#include "bench/machine/privacy.hpp"
#include "bench/machine/process_settings.hpp"

namespace parbench {

// How this program was built; an empty string is unknown.
struct BuildInfo {
  std::string version;
  std::string compiler;
  std::string compiler_flags;
  std::string build_type;
  std::string git_revision;
};

struct RunnerFacts {
  std::string name, family, about;
  std::string counts;   // what its N counts
  std::string version;  // of the runtime that it uses, or empty
  bool built = true;
};

struct HostFacts {
  std::string name;
  int slots = 1, cpus = 0;
  std::string cpu_model;
};

struct WorkloadFacts {
  std::string name, about;
  std::string kind;  // compute, waiting, mixed, floor, unknown
};

struct RunFacts {
  std::string run_id, preset;
  std::string label;  // how the user calls this machine or run; empty: not given
  std::uint64_t seed = 0;
  std::vector<std::string> command_line;
  std::string started_at;                              // ISO 8601, UTC
  std::optional<std::string> host_name;                // only if the user asked for it
  std::map<std::string, std::string> libraries;        // name -> version
  std::map<std::string, std::string> environment_set;  // for the trials' processes
  std::vector<RunnerFacts> runners;                    // the whole registry, in its order
  std::vector<WorkloadFacts> workloads;
  std::vector<HostFacts> hosts;  // of --hosts
};

// All that environment.json is made of.
struct Surroundings {
  const RunFacts& run;
  const BuildInfo& build;
  const Cpus& cpus;
  const Machine& machine;
  const ProcessSettings& settings;
};

// The keys of environment_keys.hpp. `secrets` are removed from every string. What is unknown is
// null.
nlohmann::ordered_json environment_json(const Surroundings& from, const Private& secrets);

// Removes them from every string in `json`.
void remove_private(nlohmann::ordered_json& json, const Private& secrets);

// Indented, ending in a newline; invalid UTF-8 is replaced.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace parbench
