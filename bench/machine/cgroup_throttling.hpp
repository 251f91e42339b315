// How long CPU quotas have stopped the cgroups of this process. Never says whose use of them did.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bench/machine/cgroup_folders.hpp"

namespace parbench {

class CgroupThrottling {
 public:
  // Finds the own cgroup and its visible ancestors; those without a quota are left out.
  explicit CgroupThrottling(const std::filesystem::path& root = "/");

  // Seconds for each of them, since it was made; the threads that it stopped are added up.
  struct Reading {
    std::vector<std::optional<double>> stopped_s;
  };
  Reading read() const;

 private:
  std::vector<CgroupFolder> folders_;
};

// The largest step that one of them made; nothing where none has a quota, or none can be read.
std::optional<double> throttled_s(const CgroupThrottling::Reading& before,
                                  const CgroupThrottling::Reading& after);

}  // namespace parbench
