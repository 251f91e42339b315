#include "bench/run/folders.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <random>
#include <system_error>

#include "bench/run_options.hpp"
#include "bench/system_error.hpp"

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

fs::path scratch_root(std::uint64_t bytes, std::uint64_t memory_bytes) {
  if (const char* chosen = std::getenv("PARBENCH_SCRATCH"); chosen != nullptr && *chosen != '\0')
    return chosen;
  // A file on a disk would be written back while trials run; memory is not.
  std::error_code failed;
  const fs::space_info memory = fs::space("/dev/shm", failed);
  const bool fits = !failed && std::min(memory.available, memory_bytes) > 2 * bytes;
  if (fits && access("/dev/shm", W_OK) == 0) return "/dev/shm";
  return fs::temp_directory_path();
}

}  // namespace

// Not even on another machine may a run of the same second have the same name.
std::string new_run_id(const std::string& preset) {
  std::random_device random;
  return fmt::format("{}-{}-{:06x}", utc("%Y%m%dT%H%M%SZ"), preset, random() & 0xffffff);
}

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
        throw UsageError(fmt::format("--out: '{}': {}", out.string(), system_error_text(errno)));
      return out;
    }
    fs::path folder = fs::path("results") / run_id;
    if (!fs::create_directories(folder))
      throw UsageError(fmt::format("'{}' exists already", folder.string()));
    const fs::path latest = "results/latest", draft = "results/.latest-" + std::to_string(getpid());
    fs::create_directory_symlink(folder.filename(), draft);
    fs::rename(draft, latest);
    return folder;
  } catch (const fs::filesystem_error& error) {
    throw UsageError(
        fmt::format("--out: '{}' cannot be written: {}", wanted.string(), error.code().message()));
  }
}

Scratch::Scratch(std::uint64_t bytes, std::uint64_t memory_bytes) {
  std::string name = (scratch_root(bytes, memory_bytes) / "parbench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw UsageError(fmt::format(
        "cannot make the scratch folder '{}': {} (PARBENCH_SCRATCH names another place)", name,
        system_error_text(errno)));
  }
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace parbench
