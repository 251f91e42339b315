// One measuring run at a time: on this machine, and in this folder. A lock's file is never removed:
// that would let two in.
#pragma once

#include <sys/file.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace parbench {

using FlockCall = int (*)(int descriptor, int operation);  // flock, or a test's

// An advisory lock (flock) on a file or folder. The kernel releases it when the process is gone,
// however it goes.
class Lock {
 public:
  // Empty where another process holds it. Throws std::runtime_error where it cannot be opened or
  // locked, as on some network file systems.
  static std::optional<Lock> take(const std::filesystem::path& path, FlockCall call = ::flock);

  Lock(Lock&& other) noexcept : descriptor_{other.descriptor_} { other.descriptor_ = -1; }
  Lock& operator=(Lock&&) = delete;
  ~Lock();

 private:
  explicit Lock(int descriptor) : descriptor_{descriptor} {}
  int descriptor_;
};

// $PARBENCH_LOCK, else a file that all users of the machine share.
std::filesystem::path machine_lock_path();

// Waits until no other run measures on this machine; `note` gets one line before the wait. Throws
// Interrupted on Ctrl-C. Empty where the lock cannot be taken at all (a read-only system): `note`
// gets the reason.
std::optional<Lock> queue_for_machine(const std::function<void(const std::string&)>& note);

// Throws UsageError where another run is writing into the folder, or where there is none. Empty where
// its file system has no locks: `note` gets the reason.
std::optional<Lock> lock_folder(const std::filesystem::path& folder,
                                const std::function<void(const std::string&)>& note,
                                FlockCall call = ::flock);

}  // namespace parbench
