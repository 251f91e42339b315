// Reads the quotas of both versions of cgroups; never writes there.
#include "bench/machine/cgroup_quota.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

std::optional<double> ratio(std::optional<double> quota, std::optional<double> period) {
  if (!quota || !period || !(*quota > 0) || !(*period > 0)) return std::nullopt;  // -1: no limit
  return *quota / *period;
}

}  // namespace

std::optional<double> quota_of(const CgroupFolder& folder) {
  if (folder.unified) {
    const std::optional<std::string> line = read_line(folder.path / "cpu.max");
    const std::vector<std::string_view> words = words_of(line ? *line : std::string_view());
    if (words.size() != 2) return std::nullopt;
    return ratio(number_of(words[0]), number_of(words[1]));  // "max 100000": no number, no limit
  }
  const std::optional<std::string> quota = read_line(folder.path / "cpu.cfs_quota_us");
  const std::optional<std::string> period = read_line(folder.path / "cpu.cfs_period_us");
  if (!quota || !period) return std::nullopt;
  return ratio(number_of(*quota), number_of(*period));
}

std::optional<double> find_cpu_quota(const fs::path& root) {
  std::optional<double> least;
  for (const CgroupFolder& folder : cgroup_folders(root)) {
    const std::optional<double> quota = quota_of(folder);
    if (quota && (!least || *quota < *least)) least = quota;
  }
  return least;
}

}  // namespace parbench
