#include "bench/machine/cgroup_folders.hpp"

#include <algorithm>
#include <charconv>

#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

// A mounted hierarchy of the controller: its mount point, and which of its folders is
// there.
struct Mount {
  bool unified;  // v2
  std::string root, point;
};

bool lists(std::string_view comma_separated, std::string_view wanted) {
  while (!comma_separated.empty()) {
    const std::string_view item = comma_separated.substr(0, comma_separated.find(','));
    if (item == wanted) return true;
    comma_separated.remove_prefix(std::min(comma_separated.size(), item.size() + 1));
  }
  return false;
}

// mountinfo writes space, tab, newline and backslash as three octal digits.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int code = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(digits, digits + 3, code, 8).ptr == digits + 3) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<Mount> mounts_of(std::string_view controller, const fs::path& root) {
  std::vector<Mount> mounts;
  const std::string text = read_whole(below(root, "/proc/self/mountinfo")).value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string_view> words = words_of(line);
    const auto dash = std::find(words.begin(), words.end(), "-");  // optional fields end here
    if (dash - words.begin() < 6 || words.end() - dash < 4) continue;
    const bool unified = dash[1] == "cgroup2";
    if (!unified && !(dash[1] == "cgroup" && lists(dash[3], controller))) continue;
    mounts.push_back({unified, unescaped(words[3]), unescaped(words[4])});
  }
  return mounts;
}

// This process's cgroup path in the unified hierarchy, or in that of the v1 controller.
std::optional<std::string> own_path(std::string_view controller, const fs::path& root,
                                    bool unified) {
  const std::string text = read_whole(below(root, "/proc/self/cgroup")).value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const bool wanted = unified ? line.substr(0, first) == "0" && controllers.empty()
                                : lists(controllers, controller);
    if (wanted) return std::string(line.substr(second + 1));
  }
  return std::nullopt;
}

// `path` relative to `ancestor` ("" if they are equal), or nullopt if it is not below it.
std::optional<std::string> within(const std::string& path, const std::string& ancestor) {
  if (ancestor == "/") return path;
  if (path.compare(0, ancestor.size(), ancestor) != 0) return std::nullopt;
  if (path.size() > ancestor.size() && path[ancestor.size()] != '/') return std::nullopt;
  return path.substr(ancestor.size());
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// The folder of this process's cgroup below the mount, as deep as it is visible. In a container the
// kernel names the cgroup as the host sees it while the mount shows only the container's part of
// the tree, or the other way round.
fs::path own_folder(const fs::path& mounted, const Mount& mount, const std::string& path) {
  for (const std::string& tail : {within(path, mount.root).value_or(path), path}) {
    const fs::path relative = fs::path(tail).relative_path();
    const bool climbs = std::find(relative.begin(), relative.end(), "..") != relative.end();
    if (!climbs && is_folder(mounted / relative)) return mounted / relative;
  }
  return mounted;
}

void add_folders(std::vector<CgroupFolder>& folders, const fs::path& root, const Mount& mount,
                 const std::string& path) {
  const fs::path mounted = below(root, mount.point);
  const fs::path relative = own_folder(mounted, mount, path).lexically_relative(mounted);
  fs::path folder = mounted;
  folders.push_back({folder, mount.unified});
  for (const fs::path& step : relative) {
    if (step == ".") continue;
    folder /= step;
    folders.push_back({folder, mount.unified});
  }
}

}  // namespace

std::vector<CgroupFolder> cgroup_folders(std::string_view controller, const fs::path& root) {
  const std::vector<Mount> mounts = mounts_of(controller, root);
  std::vector<CgroupFolder> folders;
  for (const bool unified : {true, false}) {
    const std::optional<std::string> path = own_path(controller, root, unified);
    if (!path) continue;
    // A mount that shows another cgroup's part of the tree counts only if no mount shows ours.
    bool seen = false;
    for (const bool ours : {true, false}) {
      for (const Mount& mount : mounts) {
        if (mount.unified != unified || within(*path, mount.root).has_value() != ours) continue;
        if (!ours && seen) continue;
        add_folders(folders, root, mount, *path);
        seen = true;
      }
    }
  }
  return folders;
}

}  // namespace parbench
