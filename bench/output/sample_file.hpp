// samples.csv, workers.csv and spans.csv of a run: rows appended as trials end, and read back.
// Never changes a row once written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/output/sample.hpp"

namespace parbench {

// A CSV file that only grows, by whole rows. Errors are std::runtime_error with the file's name and
// the system's words.
class RowFile {
 public:
  // Creates the file with its header, or checks the header of the one that is there and cuts off a
  // last row that an interrupted write left unfinished.
  RowFile(std::filesystem::path path, const std::string& header);
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;
  ~RowFile();

  // One write() for all of it, so that nobody who reads along or kills us sees half a row. When the
  // disk is full the file is put back to its last whole row. The driver must ignore SIGXFSZ to hear
  // of a size limit here.
  void append(const std::string& rows);

 private:
  void check_and_trim(const std::string& header);
  [[noreturn]] void fail(const char* what, int error) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
};

class SampleFile {
 public:
  explicit SampleFile(const std::filesystem::path& folder);

  // spans.csv, then samples.csv: spans without their sample are nobody's, and a trial that is done
  // again has new ones. Then workers.csv: a kill before it costs a trial's per-worker rows, and
  // resuming doubles none.
  void append(const Sample& sample);

 private:
  RowFile samples_, workers_, spans_;
};

struct ReadResult {
  std::uint64_t rows = 0;           // handed to the callback
  std::uint64_t bad_rows = 0;       // of which `errors` names the first twenty
  std::vector<std::string> errors;  // "FILE, line N: what is wrong"
};

// Reads a samples.csv row by row, in memory that does not grow with it. Never throws for what the
// file holds; throws what the callback throws.
ReadResult read_samples(const std::filesystem::path& path,
                        const std::function<void(const Sample&)>& callback);

}  // namespace parbench
