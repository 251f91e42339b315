// The CPUs that this process may use, by affinity and by cgroup quota.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

struct Cpus {
  int logical = 1;              // online in the machine
  std::vector<int> affinity;    // those this process may run on, ascending
  std::optional<double> quota;  // in CPUs; nullopt: no limit
  double usable = 1;            // min(number in affinity, quota); may be a fraction
  int usable_whole = 1;         // max(1, usable rounded down)
  std::optional<int> weight;    // of the cgroup, against others that want the same CPU
};

// The CPUs that the calling process may run on, ascending; empty if the kernel does not tell.
std::vector<int> own_affinity();

// The CPUs of the machine whose /proc and /sys are under `root`, with the affinity of the calling
// process.
Cpus find_cpus(const std::filesystem::path& root = "/");

// The same with a given affinity, which must not be empty.
Cpus find_cpus(const std::filesystem::path& root, std::vector<int> affinity);

// A CPU list as the kernel writes it: "0-2,8" -> {0, 1, 2, 8}, ascending, without duplicates;
// nullopt if the text is not such a list.
std::optional<std::vector<int>> parse_cpu_list(std::string_view text);

// {0, 1, 2, 8} -> "0-2,8"; the numbers must ascend.
std::string cpu_list_text(const std::vector<int>& cpus);

}  // namespace parbench
