// environment.json: the machine, the build and the run, so that numbers can be judged later. Never
// a person's name.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/machine/cpus.hpp"
#include "bench/machine/machine.hpp"
#include "bench/machine/privacy.hpp"

namespace parbench {

// How this program was built; an empty text is one that the build did not know.
struct BuildInfo {
  std::string version;
  std::string compiler;
  std::string compiler_flags;
  std::string build_type;
  std::string git_revision;
};

struct RunnerFacts {
  std::string name, family, about;
  std::string workers;  // what its N means
  std::string version;  // of the runtime it stands on, or empty
  bool built = true;
};

struct WorkloadFacts {
  std::string name, about;
  std::string kind;  // compute, waiting, floor
};

struct RunFacts {
  std::string run_id, preset;
  std::uint64_t seed = 0;
  std::vector<std::string> command_line;
  std::string started_at;                              // ISO 8601, UTC
  std::optional<std::string> host_name;                // only when the user asked for it
  std::map<std::string, std::string> libraries;        // name -> version
  std::map<std::string, std::string> environment_set;  // what the trials' processes are given
  std::vector<RunnerFacts> runners;                    // all of the registry, in its order
  std::vector<WorkloadFacts> workloads;
};

// Home folders and user names are taken out of every string. What is not known is null.
nlohmann::ordered_json environment_json(const RunFacts& run, const BuildInfo& build,
                                        const Cpus& cpus, const Machine& machine,
                                        const Private& secrets);

// Takes them out of every string below.
void remove_private(nlohmann::ordered_json& json, const Private& secrets);

// As the file holds it: indented, ending in a newline; invalid UTF-8 is replaced, never an error.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace parbench
