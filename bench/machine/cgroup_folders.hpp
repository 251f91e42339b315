// Where this process's cgroups are: their folders in cgroups v1, v2 or both.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace parbench {

struct CgroupFolder {
  std::filesystem::path path;
  bool unified;  // cgroups v2
};

// This process's cgroup and all its visible ancestors, in the unified hierarchy and in that of the
// v1 controller ("cpu", "memory"); in each mount from the root down to our own.
std::vector<CgroupFolder> cgroup_folders(std::string_view controller,
                                         const std::filesystem::path& root = "/");

}  // namespace parbench
