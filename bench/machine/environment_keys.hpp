// The keys of environment.json, once: name, type, meaning, value, and what it means if they differ
// between sessions or runs. The file, `--resume` and the table of docs/environment.md follow from
// this list; reports/verdicts/factors.py has the names for people. A new key is one entry.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "bench/machine/environment.hpp"

namespace parbench {

// What a difference between two runs, or between two sessions of one run, means.
enum class Difference {
  none,        // the key names the run, or has no part in a time
  compare,     // `parbench compare` warns
  resume,      // `--resume` refuses; compare does not warn, because builds are what it compares
  everywhere,  // both
};

struct EnvironmentKey {
  std::string_view name, type, meaning;
  Difference difference;
  nlohmann::ordered_json (*value)(const Surroundings&);  // discarded: the key is left out
};

std::span<const EnvironmentKey> environment_keys();

}  // namespace parbench
