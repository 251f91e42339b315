// The runners of the registry, and the description of each executable.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/launch/guard_client.hpp"
#include "bench/runner_memory.hpp"
#include "bench/start_time.hpp"

namespace parbench {

// A runner that the build knows, built or not. Anything more about it comes from its --describe.
struct KnownRunner {
  std::string_view name;
  std::string_view family;
  bool built;
  std::string_view package;  // the Debian package that it needs, if not built
};

// In the order of runners/CMakeLists.txt.
const std::vector<KnownRunner>& known_runners();

// All their names.
std::set<std::string> every_runner();

// The word of `launch` that the hosts of a trial replace.
inline constexpr std::string_view hosts_place = "{hosts}";

// A runner's answer to --describe, and its executable. Of one that was not asked: name and family.
struct FoundRunner {
  std::string name, family, about, version;
  std::string counts;  // what N counts
  bool scales = true;
  bool in_order = false;     // hands tasks out singly, by their index
  std::string cannot_share;  // why its tasks cannot wait for each other or share memory, or empty
  double slowness = 1;       // CPU time of its tasks relative to compiled ones; for estimates only
  StartTime start;
  RunnerMemory memory;
  std::vector<std::string> launch;  // before the executable ("mpirun", "-np", "{workers}")
  std::string hosts = {};  // what `{hosts}` stands for in it: "a:4,b:2"; empty: this machine
  std::map<std::string, std::string> environment;  // empty value: must be unset
  std::vector<std::string> workloads;
  std::filesystem::path executable;

  bool asked = false;
  std::string package;      // the Debian package that it lacks, if it was not built
  std::string absent;       // why it cannot be used and what to do; empty if it can
  std::string beside = {};  // the runner that it is under another interpreter; empty: none
};

// What a runner prints at --describe. Throws std::runtime_error with one line that says what does not
// conform to docs/protocol.md.
FoundRunner read_description(const std::string& json);

// The runner itself says why it cannot run here.
struct CannotRunHere : std::runtime_error {
  CannotRunHere(const std::filesystem::path& executable, const std::string& why);
  std::string reason;  // without its name
};

// Runs `executable --describe`, with these variables set, as in each of its trials then. Throws
// CannotRunHere, or std::runtime_error with one line if the answer does not conform to
// docs/protocol.md.
FoundRunner describe(const std::filesystem::path& executable, GuardClient& guard,
                     const std::filesystem::path& scratch,
                     const std::map<std::string, std::string>& environment = {});

// Every runner of the registry, in its order, also those that were not built or have lost something
// that they need (a library, an interpreter) since the build. Only the `wanted` ones are asked,
// because an interpreter takes long to start.
std::vector<FoundRunner> find_runners(const std::filesystem::path& folder,
                                      const std::set<std::string>& wanted, GuardClient& guard,
                                      const std::filesystem::path& scratch);

}  // namespace parbench
