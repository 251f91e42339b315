// Where the cgroups of this process lie that can limit its CPU time. Never reads a limit.
#pragma once

#include <filesystem>
#include <vector>

namespace parbench {

struct CgroupFolder {
  std::filesystem::path path;
  bool unified;  // cgroups v2
};

// The own cgroup and all its visible ancestors, in cgroups v1 (the cpu controller), v2 or both;
// empty where none is mounted.
std::vector<CgroupFolder> cgroup_folders(const std::filesystem::path& root = "/");

}  // namespace parbench
