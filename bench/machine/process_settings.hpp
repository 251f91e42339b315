// What the driver's process passes on to every trial: priority, limits, and the variables that
// change timings.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace parbench {

struct ProcessSettings {
  std::optional<int> nice;
  std::optional<std::string> policy;         // other, batch, idle, fifo, rr, deadline, ext
  int priority = 0;                          // of fifo and rr: 1 to 99
  std::optional<std::string> memory_policy;  // default, "bind 0-1", …: where pages come from
  std::optional<bool> randomized_addresses;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::optional<std::uint64_t>> limits;  // soft ones; nullopt: unlimited
};

// Of the calling process.
ProcessSettings own_settings();

// Those variables of an environment (as `environ`) that a loader, an allocator or a runtime reads.
std::map<std::string, std::string> timing_variables(const char* const* environment);

}  // namespace parbench
