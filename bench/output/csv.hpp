// CSV as in RFC 4180, with LF line ends: fields to text and back, one row at a time. Never knows what
// columns mean.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// One row with its line end. Fields are made valid UTF-8 first, because one bad byte would make the
// whole file unreadable to many programs.
std::string csv_row(const std::vector<std::string>& fields);

// Splits a stream into rows and keeps no more than one of them, whatever the size of the file.
class CsvReader {
 public:
  explicit CsvReader(std::istream& input) : input_(input) {}

  enum class Outcome { row, end, broken, unfinished };

  // The next row; also accepts CRLF. broken: not CSV from here on; unfinished: the last row lacks
  // its line end, as after an interrupted write. Nothing can be read after these two.
  Outcome next(std::vector<std::string>& fields);

  std::uint64_t line() const { return row_line_; }  // where the row starts in the file, from 1
  // Up to and including the last complete row.
  std::uint64_t complete_bytes() const { return bytes_; }
  const std::string& problem() const { return problem_; }  // after broken: what is wrong

 private:
  int take();
  Outcome fail(std::string problem);

  std::istream& input_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t taken_ = 0, bytes_ = 0;
  std::uint64_t line_ = 1, row_line_ = 1;
  std::string problem_;
};

}  // namespace parbench
