// Affinity from the kernel and the quota from the cgroups, put together; never sets anything.
#include "bench/machine/cpus.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <numeric>

#include "bench/machine/cgroup_quota.hpp"
#include "bench/machine/cpu_list.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

int online_cpus(const std::filesystem::path& root) {
  const auto line = read_line(below(root, "/sys/devices/system/cpu/online"));
  const auto cpus = line ? parse_cpu_list(*line) : std::nullopt;
  if (cpus) return static_cast<int>(cpus->size());
  return static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace

// A mask shorter than the kernel's own is refused with EINVAL, and cpu_set_t ends at 1024 CPUs: so
// it grows.
std::vector<int> own_affinity() {
  for (int width = 1024; width <= 1 << 20; width *= 2) {
    cpu_set_t* const mask = CPU_ALLOC(static_cast<std::size_t>(width));
    if (mask == nullptr) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(width));
    const bool read = sched_getaffinity(0, bytes, mask) == 0;
    const int error = errno;
    std::vector<int> cpus;
    for (int cpu = 0; read && cpu < width; ++cpu) {
      if (CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes, mask)) cpus.push_back(cpu);
    }
    CPU_FREE(mask);
    if (read) return cpus;
    if (error != EINVAL) break;
  }
  return {};
}

Cpus find_cpus(const std::filesystem::path& root) {
  std::vector<int> affinity = own_affinity();
  if (affinity.empty()) {
    affinity.resize(static_cast<std::size_t>(online_cpus(root)));
    std::iota(affinity.begin(), affinity.end(), 0);
  }
  return find_cpus(root, std::move(affinity));
}

Cpus find_cpus(const std::filesystem::path& root, std::vector<int> affinity) {
  Cpus cpus;
  cpus.logical = online_cpus(root);
  cpus.affinity = std::move(affinity);
  cpus.quota = find_cpu_quota(root);
  cpus.usable = static_cast<double>(cpus.affinity.size());
  if (cpus.quota) cpus.usable = std::min(cpus.usable, *cpus.quota);
  cpus.usable_whole = std::max(1, static_cast<int>(std::floor(cpus.usable)));
  return cpus;
}

}  // namespace parbench
