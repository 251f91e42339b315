// The load of others on our CPUs between two moments.
#pragma once

#include <filesystem>
#include <functional>
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
  // `ours_s` gives the CPU seconds that all of ours have used so far; nullopt if unknown.
  explicit HostLoad(std::function<std::optional<double>()> ours_s,
                    const std::filesystem::path& root = "/",
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

  std::function<std::optional<double>()> ours_s_;
  std::filesystem::path root_;
  std::vector<int> cpus_;
  CgroupThrottling throttling_;
  Reading begun_;
};

}  // namespace parbench
