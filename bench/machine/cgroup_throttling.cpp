// Reads cpu.stat of both versions of cgroups; never writes there.
#include "bench/machine/cgroup_throttling.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "bench/machine/cgroup_quota.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

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

}  // namespace

CgroupThrottling::CgroupThrottling(const std::filesystem::path& root)
    : folders_{cgroup_folders(root)} {
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
