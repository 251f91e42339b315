#include "bench/machine/cgroup.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

std::optional<double> ratio(std::optional<double> quota, std::optional<double> period) {
  if (!quota || !period || !(*quota > 0) || !(*period > 0)) return std::nullopt;  // -1: no limit
  return *quota / *period;
}

// v2 writes microseconds, v1 nanoseconds, under other names.
std::optional<double> stopped_s(const CgroupFolder& folder) {
  const std::string text = read_whole(folder.path / "cpu.stat").value_or("");
  const std::string_view key = folder.unified ? "throttled_usec" : "throttled_time";
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() != 2 || words[0] != key) continue;
    const std::optional<double> value = number_of(words[1]);
    if (!value) return std::nullopt;
    return *value * (folder.unified ? 1e-6 : 1e-9);
  }
  return std::nullopt;
}

std::optional<double> quota_of(const CgroupFolder& folder) {
  if (folder.unified) {
    const std::optional<std::string> line = read_line(folder.path / "cpu.max");
    const std::vector<std::string_view> words = words_of(line ? *line : std::string_view());
    if (words.size() != 2) return std::nullopt;
    return ratio(number_of(words[0]), number_of(words[1]));  // "max 100000": no limit
  }
  const std::optional<std::string> quota = read_line(folder.path / "cpu.cfs_quota_us");
  const std::optional<std::string> period = read_line(folder.path / "cpu.cfs_period_us");
  if (!quota || !period) return std::nullopt;
  return ratio(number_of(*quota), number_of(*period));
}

}  // namespace

std::optional<double> find_cpu_quota(const fs::path& root) {
  std::optional<double> least;
  for (const CgroupFolder& folder : cgroup_folders("cpu", root)) {
    const std::optional<double> quota = quota_of(folder);
    if (quota && (!least || *quota < *least)) least = quota;
  }
  return least;
}

std::optional<int> find_cpu_weight(const fs::path& root) {
  std::optional<int> innermost;
  for (const CgroupFolder& folder : cgroup_folders("cpu", root)) {  // each after its parent
    const auto line = read_line(folder.path / (folder.unified ? "cpu.weight" : "cpu.shares"));
    const auto weight = number_of(line.value_or(""));
    if (weight && *weight >= 0 && *weight < 1e9) innermost = static_cast<int>(*weight);
  }
  return innermost;
}

CgroupThrottling::CgroupThrottling(const std::filesystem::path& root)
    : folders_{cgroup_folders("cpu", root)} {
  std::erase_if(folders_, [](const CgroupFolder& folder) { return !quota_of(folder); });
}

CgroupThrottling::Reading CgroupThrottling::read() const {
  Reading reading;
  for (const CgroupFolder& folder : folders_) reading.stopped_s.push_back(stopped_s(folder));
  return reading;
}

std::optional<double> throttled_s(const CgroupThrottling::Reading& before,
                                  const CgroupThrottling::Reading& after) {
  std::optional<double> most;
  for (std::size_t i = 0; i < std::min(before.stopped_s.size(), after.stopped_s.size()); ++i) {
    const std::optional<double> from = before.stopped_s[i], to = after.stopped_s[i];
    if (from && to && *to >= *from) most = std::max(most.value_or(0), *to - *from);
  }
  return most;
}

}  // namespace parbench
