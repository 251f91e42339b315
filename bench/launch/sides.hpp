// One of the two builds that `parbench ab` compares.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/launch/runners.hpp"

namespace parbench {

inline constexpr std::array<const char*, 2> side_labels{"before", "after"};

struct Side {
  std::string label;  // "before" or "after"
  std::filesystem::path path;
  bool is_build = true;              // or an installed tree; else the executable of one runner
  std::string version;               // what the build's own parbench, or the runner, says; or empty
  std::vector<FoundRunner> runners;  // registered ones first, in the registry's order
};

// A build's folder or an installed tree (tree.hpp), or the executable of one runner. Everything is
// started as it is, with its own libraries. Of a build, only the `wanted` runners are asked to describe
// themselves; all where that is empty, or none of them is usable. Throws std::runtime_error, one line that names label
// and path, if there is no usable runner.
Side find_side(const std::string& label, const std::filesystem::path& path,
               const std::set<std::string>& wanted, GuardClient& guard,
               const std::filesystem::path& scratch);

// The runner's name among those of both sides: "before:thread_pool".
std::string labelled(const std::string& label, const std::string& runner);

}  // namespace parbench
