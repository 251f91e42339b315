#include "bench/launch/tree.hpp"

#include <system_error>

#include "bench/run_options.hpp"

namespace parbench {
namespace fs = std::filesystem;

namespace {

// From the program's folder to the rest of an installed tree: "../libexec/parbench".
constexpr const char* to_libexec = PARBENCH_BIN_TO_LIBEXEC;
constexpr const char* to_share = PARBENCH_BIN_TO_SHARE;
constexpr const char* bin = PARBENCH_BIN;  // in a prefix: "bin"

bool is_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

}  // namespace

Tree tree_of_program_in(const fs::path& folder) {
  const fs::path libexec = (folder / to_libexec).lexically_normal();
  const bool installed = is_folder(libexec / "runners");
  const fs::path beside = installed ? libexec : folder;
  return {.program = folder / "parbench",
          .guard = beside / "parbench-guard",
          .noise = beside / "parbench-noise",
          .runners = beside / "runners",
          .helpers = beside / "helpers",
          .resources = installed ? (folder / to_share).lexically_normal() : folder / "source"};
}

Tree tree_at(const fs::path& path) {
  const fs::path whole = fs::absolute(path);
  Tree installed = tree_of_program_in(whole / bin);
  return is_folder(installed.runners) ? installed : tree_of_program_in(whole);
}

Tree own_tree() {
  std::error_code missing;
  const fs::path program = fs::read_symlink("/proc/self/exe", missing);
  if (missing) {
    throw UsageError(
        "/proc does not show this process, and parbench finds its parts and its processes there: "
        "mount -t proc proc /proc");
  }
  return tree_of_program_in(program.parent_path());
}

}  // namespace parbench
