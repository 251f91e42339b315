// How much CPU time the cgroups of this process allow it. Never changes a cgroup.
#pragma once

#include <filesystem>
#include <optional>

#include "bench/machine/cgroup_folders.hpp"

namespace parbench {

// The quota that one cgroup sets, in CPUs; nothing where it sets none or it cannot be read.
std::optional<double> quota_of(const CgroupFolder& folder);

// The smallest CPU quota in CPUs (1.5: three halves) over the own cgroup and all its visible
// ancestors, in cgroups v1, v2 or both; nothing where none is set or none can be read.
std::optional<double> find_cpu_quota(const std::filesystem::path& root = "/");

}  // namespace parbench
