// The cgroups that limit the CPU time of this process: their quotas, and how long these stopped it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bench/machine/cgroup_folders.hpp"

namespace parbench {

// The smallest CPU quota, in CPUs (1.5: one and a half), of this process's cgroup and all its
// visible ancestors, in cgroups v1, v2 or both; nullopt if none is set or none can be read.
std::optional<double> find_cpu_quota(const std::filesystem::path& root = "/");

// cpu.weight (v2) or cpu.shares (v1; there the default is 1024) of the innermost cgroup of this
// process that has one; nullopt if none has.
std::optional<int> find_cpu_weight(const std::filesystem::path& root = "/");

class CgroupThrottling {
 public:
  // Watches this process's cgroup and its visible ancestors, except those without a quota.
  explicit CgroupThrottling(const std::filesystem::path& root = "/");

  // Per watched cgroup, the seconds that its quota has stopped threads, summed over the threads.
  struct Reading {
    std::vector<std::optional<double>> stopped_s;
  };
  Reading read() const;

 private:
  std::vector<CgroupFolder> folders_;
};

// The largest increase in one of the cgroups; nullopt if none has a quota or none can be read.
std::optional<double> throttled_s(const CgroupThrottling::Reading& before,
                                  const CgroupThrottling::Reading& after);

}  // namespace parbench
