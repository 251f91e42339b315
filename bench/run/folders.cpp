#include "bench/run/folders.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <system_error>

#include "bench/run_options.hpp"

namespace parbench {
namespace fs = std::filesystem;

namespace {

std::string utc(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, format, &parts);
  return text;
}

fs::path scratch_root(std::uint64_t bytes) {
  if (const char* chosen = std::getenv("PARBENCH_SCRATCH"); chosen != nullptr && *chosen != '\0')
    return chosen;
  // A file on a disk would be written back while trials run; memory is not.
  std::error_code failed;
  const fs::space_info memory = fs::space("/dev/shm", failed);
  if (!failed && memory.available > 2 * bytes && access("/dev/shm", W_OK) == 0) return "/dev/shm";
  return fs::temp_directory_path();
}

// Two runs may begin within one second: the second gets "-2".
fs::path new_results_folder(const std::string& run_id) {
  for (int number = 1; number < 1000; ++number) {
    fs::path folder =
        fs::path("results") / (number == 1 ? run_id : run_id + "-" + std::to_string(number));
    if (fs::create_directories(folder)) return folder;
  }
  throw UsageError(fmt::format("results/{} and 998 more exist already", run_id));
}

}  // namespace

fs::path build_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

std::string new_run_id(const std::string& preset) { return utc("%Y%m%dT%H%M%SZ") + "-" + preset; }

std::string utc_now() { return utc("%Y-%m-%dT%H:%M:%SZ"); }

fs::path make_run_folder(const fs::path& out, const std::string& run_id) {
  const fs::path wanted = out.empty() ? fs::path("results") : out;
  try {
    if (!out.empty()) {
      if (fs::exists(out) && !fs::is_directory(out))
        throw UsageError(fmt::format("--out: '{}' is not a folder", out.string()));
      if (fs::exists(out) && !fs::is_empty(out)) {
        throw UsageError(fmt::format(
            "--out: '{}' is not empty: results are never overwritten, name a new folder",
            out.string()));
      }
      fs::create_directories(out);
      if (access(out.c_str(), W_OK) != 0)
        throw UsageError(fmt::format("--out: '{}': {}", out.string(), std::strerror(errno)));
      return out;
    }
    fs::path folder = new_results_folder(run_id);
    const fs::path latest = "results/latest", draft = "results/.latest-" + std::to_string(getpid());
    fs::create_directory_symlink(folder.filename(), draft);
    fs::rename(draft, latest);
    return folder;
  } catch (const fs::filesystem_error& error) {
    throw UsageError(
        fmt::format("--out: '{}' cannot be written: {}", wanted.string(), error.code().message()));
  }
}

Scratch::Scratch(std::uint64_t bytes) {
  std::string name = (scratch_root(bytes) / "parbench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw UsageError(fmt::format(
        "cannot make the scratch folder '{}': {} (PARBENCH_SCRATCH names another place)", name,
        std::strerror(errno)));
  }
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace parbench
