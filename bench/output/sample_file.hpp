// The CSV files of a run: rows are appended as trials end, and read back. Never changes a row once
// written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/sample.hpp"

namespace parbench {

// A CSV file that only grows, by whole rows. Errors are std::runtime_error with the file's name and
// the system's message.
class RowFile {
 public:
  // Creates the file with its header, or checks the header of an existing one and cuts off a last
  // row that an interrupted write left unfinished.
  RowFile(std::filesystem::path path, const std::string& header);
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;
  ~RowFile();

  // One write() for all of it: no reader sees half a row, and a kill leaves none. When the disk is
  // full, the file is cut back to its last whole row. The caller must ignore SIGXFSZ to get an error
  // for a size limit.
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

  // The side tables, then samples.csv: their rows without a sample are ignored, and a repeated
  // trial writes new ones. Then workers.csv: a kill before it costs that trial's worker rows, and
  // resuming duplicates none.
  void append(const Sample& sample);

 private:
  RowFile samples_, workers_, spans_, spread_, outside_load_, hosts_, pauses_, service_, latency_;
};

struct ReadResult {
  std::uint64_t rows = 0;           // handed to the callback
  std::uint64_t bad_rows = 0;       // of which `errors` names the first twenty
  std::vector<std::string> errors;  // "FILE, line N: what is wrong"
};

// Reads a samples.csv row by row, in constant memory. What is wrong in the file is in the result,
// never thrown; what the callback throws is passed on.
ReadResult read_samples(const std::filesystem::path& path,
                        const std::function<void(const Sample&)>& callback);

}  // namespace parbench
