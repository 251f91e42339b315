// The folder of a run's files, and the scratch folder of its trials.
#pragma once

#include <filesystem>
#include <string>

namespace parbench {

// The run's folder, made: `out` (must be new or empty), or results/<run id>, with results/latest
// pointing to it. Throws UsageError with one line.
std::filesystem::path make_run_folder(const std::filesystem::path& out, const std::string& run_id);

// "20260102T030405Z-quick-3fa94c": the second, and a random number.
std::string new_run_id(const std::string& preset);

// "2026-01-02T03:04:05Z"
std::string utc_now();

// A private folder for the trials of one run: in memory (/dev/shm) where that and the memory that may be
// used have `bytes` to spare twice over, else where temporary files go; $PARBENCH_SCRATCH overrides. Removed with the object;
// by the guard when this process is killed.
class Scratch {
 public:
  Scratch(std::uint64_t bytes, std::uint64_t memory_bytes);
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace parbench
