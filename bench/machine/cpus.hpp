// How many CPUs this process may use, by affinity and by cgroup quota. Never changes either, never
// trusts one alone.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace parbench {

struct Cpus {
  int logical = 1;              // online in the machine
  std::vector<int> affinity;    // those this process may run on, ascending
  std::optional<double> quota;  // CPUs' worth of time per second; nothing: no limit
  double usable = 1;            // min(number in affinity, quota); the fraction is kept
  int usable_whole = 1;         // max(1, usable rounded down)
};

// The CPUs that the calling process may run on, ascending; empty where the kernel does not say.
std::vector<int> own_affinity();

// The CPUs of the machine whose /proc and /sys lie under `root`; the affinity is that of the
// calling process.
Cpus find_cpus(const std::filesystem::path& root = "/");

// The same with a given affinity, not empty.
Cpus find_cpus(const std::filesystem::path& root, std::vector<int> affinity);

}  // namespace parbench
