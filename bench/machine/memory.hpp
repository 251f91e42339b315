// How much memory this process and what it starts may still take, and whether the kernel has killed
// for lack of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/machine/cgroup_folders.hpp"

namespace parbench {

struct MemoryBudget {
  std::uint64_t available_bytes = UINT64_MAX;  // UINT64_MAX: unknown
  std::uint64_t limit_bytes = UINT64_MAX;      // of whatever leaves the least
  std::string limit = {};                      // its file, and what that allows

  std::string text() const;  // "/sys/fs/cgroup/a/memory.max is 60.0 MiB, 12.0 MiB in use"
};

// The least of MemAvailable, which is the kernel's own estimate, and of limit - usage over this
// process's cgroup and all its visible ancestors: memory.max, memory.high and memory.current in
// cgroups v2, memory.limit_in_bytes and memory.usage_in_bytes in v1. Usage counts without the page
// cache that the kernel can take back: inactive file pages, and half of the active ones, which are
// partly programs that run. Swap does not count: who measures does not want to swap.
MemoryBudget find_memory(const std::filesystem::path& root = "/");

// How many processes the kernel has killed for lack of memory: of this process's cgroup; of the
// whole machine where the cgroup does not count them.
class OomKills {
 public:
  explicit OomKills(const std::filesystem::path& root = "/");

  std::optional<std::uint64_t> count() const;  // since boot, or since the cgroup exists

  // Whether there were more since `before`, an earlier count(); nullopt: nothing counts.
  std::optional<bool> rose_since(std::optional<std::uint64_t> before) const;

 private:
  std::vector<std::filesystem::path> files_;  // the first that counts is believed
};

}  // namespace parbench
