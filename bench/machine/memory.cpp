#include "bench/machine/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "bench/machine/system_files.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

// v1 writes the largest multiple of a page where there is no limit.
constexpr double no_limit_bytes = 1e18;

struct LimitFile {
  const char* limit;
  bool unified;
};
constexpr LimitFile limit_files[] = {
    {"memory.max", true}, {"memory.high", true}, {"memory.limit_in_bytes", false}};

// The number after `key` in a file of lines "key number"; nullopt if there is none.
std::optional<double> number_after(const fs::path& file, std::string_view key) {
  const std::string text = read_whole(file).value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() >= 2 && words[0] == key) return number_of(words[1]);
  }
  return std::nullopt;
}

std::optional<double> number_in(const fs::path& file) {
  const std::optional<std::string> line = read_line(file);
  return line ? number_of(*line) : std::nullopt;  // "max" is not a number
}

std::optional<double> used_bytes(const CgroupFolder& folder) {
  const auto usage =
      number_in(folder.path / (folder.unified ? "memory.current" : "memory.usage_in_bytes"));
  if (!usage) return std::nullopt;
  // In v1 the keys without "total_" leave the cgroups below out.
  const std::string prefix = folder.unified ? "" : "total_";
  const auto pages = [&](const char* key) {
    return number_after(folder.path / "memory.stat", prefix + key).value_or(0);
  };
  return std::max(0.0, *usage - pages("inactive_file") - pages("active_file") / 2);
}

void take_least(MemoryBudget& budget, double limit, double used, const std::string& what) {
  const auto available = static_cast<std::uint64_t>(std::max(0.0, limit - used));
  if (available >= budget.available_bytes) return;
  budget = {available, static_cast<std::uint64_t>(limit),
            fmt::format("{} {}", what, human_size(static_cast<std::uint64_t>(limit)))};
}

}  // namespace

std::string MemoryBudget::text() const {
  if (limit.empty()) return "its limit is unknown";
  return fmt::format("{}, {} in use", limit, human_size(limit_bytes - available_bytes));
}

MemoryBudget find_memory(const fs::path& root) {
  MemoryBudget budget;
  const fs::path meminfo = below(root, "/proc/meminfo");
  const auto total = number_after(meminfo, "MemTotal:");
  const auto available = number_after(meminfo, "MemAvailable:");
  if (total && available)
    take_least(budget, *total * 1024, (*total - *available) * 1024, "MemTotal in /proc/meminfo is");
  for (const CgroupFolder& folder : cgroup_folders("memory", root)) {
    const std::optional<double> used = used_bytes(folder);
    for (const LimitFile& file : limit_files) {
      if (!used || file.unified != folder.unified) continue;
      const auto limit = number_in(folder.path / file.limit);
      if (!limit || *limit < 0 || *limit >= no_limit_bytes) continue;
      take_least(budget, *limit, std::min(*used, *limit),
                 (folder.path / file.limit).string() + " is");
    }
  }
  return budget;
}

OomKills::OomKills(const fs::path& root) {
  const std::vector<CgroupFolder> folders = cgroup_folders("memory", root);
  // In a mount our own cgroup is the last; v1 counts a kill nowhere else.
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
    files_.push_back(folder->path / (folder->unified ? "memory.events" : "memory.oom_control"));
  files_.push_back(below(root, "/proc/vmstat"));
}

std::optional<std::uint64_t> OomKills::count() const {
  for (const fs::path& file : files_) {
    if (const auto kills = number_after(file, "oom_kill"); kills && *kills >= 0)
      return static_cast<std::uint64_t>(*kills);
  }
  return std::nullopt;
}

std::optional<bool> OomKills::rose_since(std::optional<std::uint64_t> before) const {
  const std::optional<std::uint64_t> now = count();
  return before && now ? std::optional{*now > *before} : std::nullopt;
}

}  // namespace parbench
