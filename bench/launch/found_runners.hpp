// The runners that can be used now: what each executable says of itself. Never runs a trial.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/launch/guard_client.hpp"

namespace parbench {

// One runner's answer to --describe, and where it lies.
struct FoundRunner {
  std::string name, family, about, counts, version;
  bool scales = true;
  double slowness = 1;  // CPU time of its tasks over that of compiled ones; for estimates only
  std::vector<std::string> launch;  // words before the executable ("mpirun", "-np", "{workers}")
  std::map<std::string, std::string> environment;  // empty value: must not be set
  std::vector<std::string> workloads;
  std::filesystem::path executable;

  std::string absent;  // why it cannot be used and what would bring it; empty when it can
};

// Asks one executable. Throws std::runtime_error with one line when it does not describe itself as
// docs/protocol.md says.
FoundRunner describe(const std::filesystem::path& executable, GuardClient& guard,
                     const std::filesystem::path& scratch);

// Every runner of the registry, in its order, those too that were not built or that lost what they
// need (a library, an interpreter) after the build.
std::vector<FoundRunner> find_runners(const std::filesystem::path& folder, GuardClient& guard,
                                      const std::filesystem::path& scratch);

}  // namespace parbench
