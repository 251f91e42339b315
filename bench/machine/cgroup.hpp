// The cgroups that limit the CPU time of this process: their quotas, and how long these stopped it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace parbench {

struct CgroupFolder {
  std::filesystem::path path;
  bool unified;  // cgroups v2
};

// The smallest CPU quota, in CPUs (1.5: one and a half), of this process's cgroup and all its
// visible ancestors, in cgroups v1, v2 or both; nullopt if none is set or none can be read.
std::optional<double> find_cpu_quota(const std::filesystem::path& root = "/");

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
