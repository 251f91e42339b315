#include "bench/machine/cpus.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <numeric>

#include "bench/machine/cgroup.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

constexpr int most_cpus = 1 << 20;  // input such as 0-999999999 must not fill the memory

std::optional<int> parse_cpu(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 0 || value >= most_cpus) return std::nullopt;
  return value;
}

int online_cpus(const std::filesystem::path& root) {
  const auto line = read_line(below(root, "/sys/devices/system/cpu/online"));
  const auto cpus = line ? parse_cpu_list(*line) : std::nullopt;
  if (cpus) return static_cast<int>(cpus->size());
  return static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace

std::optional<std::vector<int>> parse_cpu_list(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  std::vector<int> cpus;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t dash = part.find('-');
    const std::optional<int> first = parse_cpu(part.substr(0, dash));
    const std::optional<int> last =
        dash == std::string_view::npos ? first : parse_cpu(part.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
  }
  if (cpus.empty()) return std::nullopt;
  std::sort(cpus.begin(), cpus.end());
  cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
  return cpus;
}

std::string cpu_list_text(const std::vector<int>& cpus) {
  std::string text;
  for (std::size_t i = 0; i < cpus.size();) {
    std::size_t last = i;
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += std::to_string(cpus[i]);
    if (last > i) text += '-' + std::to_string(cpus[last]);
    i = last + 1;
  }
  return text;
}

// The kernel rejects a mask shorter than its own with EINVAL, and cpu_set_t ends at 1024 CPUs: so
// the mask grows.
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
  cpus.weight = find_cpu_weight(root);
  cpus.usable = static_cast<double>(cpus.affinity.size());
  if (cpus.quota) cpus.usable = std::min(cpus.usable, *cpus.quota);
  cpus.usable_whole = std::max(1, static_cast<int>(std::floor(cpus.usable)));
  return cpus;
}

}  // namespace parbench
