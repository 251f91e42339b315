// The load of others on our CPUs during the timed passes.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bench/machine/cgroup.hpp"
#include "bench/machine/cpu_times.hpp"
#include "bench/machine/cpus.hpp"

namespace parbench {

// Seconds between begin() and end(); nullopt (not 0) if it cannot be read.
struct HostLoadReading {
  std::optional<double> foreign_cpu_s;  // CPU time of others on our CPUs
  std::optional<double> steal_s;        // taken from our CPUs by the host of this virtual machine
  std::optional<double> throttled_s;    // for which a quota stopped our cgroup or an ancestor
};

class HostLoad {
 public:
  // `helper`: a process whose CPU time counts as ours, like that of this one and its descendants.
  explicit HostLoad(std::optional<int> helper = {}, const std::filesystem::path& root = "/",
                    std::vector<int> cpus = own_affinity());

  void begin();
  HostLoadReading end() const;

 private:
  struct Reading {
    std::optional<CpuTimes> cpus;
    std::optional<double> ours_s;
    CgroupThrottling::Reading throttling;
  };
  Reading read() const;
  std::optional<double> ours_s() const;

  std::optional<int> helper_;
  std::filesystem::path root_;
  std::vector<int> cpus_;
  CgroupThrottling throttling_;
  Reading begun_;
};

}  // namespace parbench
