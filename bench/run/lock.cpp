#include "bench/run/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "bench/launch/guard_client.hpp"
#include "bench/run_options.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

// A file of another user in a folder that all may write to must not be opened with O_CREAT
// (fs.protected_regular): so first without.
int open_lock(const std::filesystem::path& path) {
  const int there = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (there >= 0 || errno != ENOENT) return there;
  const int made = open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (made >= 0) fchmod(made, 0644);  // whatever the umask: others must be able to wait for it
  return made;
}

}  // namespace

std::optional<Lock> Lock::take(const std::filesystem::path& path, FlockCall call) {
  const int descriptor = open_lock(path);
  if (descriptor < 0) throw std::runtime_error(path.string() + ": " + system_error_text(errno));
  if (call(descriptor, LOCK_EX | LOCK_NB) == 0) return Lock{descriptor};
  const int error = errno;
  close(descriptor);
  if (error == EWOULDBLOCK) return std::nullopt;
  throw std::runtime_error(path.string() + ": " + system_error_text(error));
}

Lock::~Lock() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::filesystem::path machine_lock_path() {
  if (const char* chosen = std::getenv("PARBENCH_LOCK"); chosen != nullptr && *chosen != '\0')
    return chosen;
  return access("/run/lock", W_OK) == 0 ? "/run/lock/parbench.lock" : "/tmp/parbench.lock";
}

std::optional<Lock> queue_for_machine(const std::function<void(const std::string&)>& note) {
  const std::filesystem::path path = machine_lock_path();
  try {
    for (bool noted = false;; noted = true) {
      if (std::optional<Lock> lock = Lock::take(path)) return lock;
      if (!noted) {
        note(
            "another run is measuring on this machine: waiting for it to end (--no-lock measures "
            "beside it)");
      }
      if (interrupt_pending()) throw Interrupted("interrupted");
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  } catch (const Interrupted&) {
    throw;
  } catch (const std::runtime_error& error) {
    note(fmt::format("no lock against other runs on this machine: {}", error.what()));
    return std::nullopt;
  }
}

std::optional<Lock> lock_folder(const std::filesystem::path& folder,
                                const std::function<void(const std::string&)>& note,
                                FlockCall call) {
  if (!std::filesystem::is_directory(folder))
    throw UsageError(fmt::format("'{}' is not a folder", folder.string()));
  try {
    if (std::optional<Lock> lock = Lock::take(folder, call)) return lock;
  } catch (const std::runtime_error& error) {
    note(fmt::format("no lock on the run's folder: {}; do not resume this run while it measures",
                     error.what()));
    return std::nullopt;
  }
  throw UsageError(fmt::format("'{}' is in use: another run is writing there; wait for it to end",
                               folder.string()));
}

}  // namespace parbench
