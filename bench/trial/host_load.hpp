// What the rest of the machine did while the timed passes ran. Never judges it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bench/machine/cgroup.hpp"
#include "bench/machine/cpu_times.hpp"
#include "bench/machine/cpus.hpp"

namespace parbench {

// Seconds between begin() and end(); nothing where it cannot be read, never 0 then.
struct HostLoadReading {
  std::optional<double> foreign_cpu_s;  // CPU time of others on the CPUs that are ours
  std::optional<double> steal_s;        // taken from those CPUs by the host of a virtual machine
  std::optional<double> throttled_s;    // that a quota stopped our cgroup or one above it
};

class HostLoad {
 public:
  // `helper`: a process whose CPU time counts as ours, besides this one and its descendants.
  explicit HostLoad(std::optional<int> helper = {}, const std::filesystem::path& root = "/",
                    std::vector<int> cpus = own_affinity());

  void begin();
  HostLoadReading end() const;

 private:
  struct Moment {
    std::optional<CpuTimes> cpus;
    std::optional<double> ours_s;
    CgroupThrottling::Reading throttling;
  };
  Moment look() const;
  std::optional<double> ours_s() const;

  std::optional<int> helper_;
  std::filesystem::path root_;
  std::vector<int> cpus_;
  CgroupThrottling throttling_;
  Moment begun_;
};

}  // namespace parbench
