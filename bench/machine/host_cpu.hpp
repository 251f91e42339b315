// How busy others keep our CPUs right now, while this process waits. Never part of a trial.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "bench/machine/cpu_times.hpp"
#include "bench/machine/cpus.hpp"

namespace parbench {

class HostCpu {
 public:
  // The window begins here.
  explicit HostCpu(std::filesystem::path root = "/", std::vector<int> cpus = own_affinity());

  // CPUs that others kept busy since the last call or the beginning, on average, and a new window
  // begins: 0.5 is half a CPU. What this process and its descendants used is not in it. Nothing
  // where it cannot be read. A window of a second is right to 0.02.
  std::optional<double> foreign_cpus();

 private:
  void look();

  std::filesystem::path root_;
  std::vector<int> cpus_;
  std::optional<CpuTimes> times_;
  double ours_s_ = 0;
};

}  // namespace parbench
