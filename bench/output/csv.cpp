#include "bench/output/csv.hpp"

#include <istream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

// An unclosed quote would otherwise swallow a file of any size.
constexpr std::size_t longest_row = 4 << 20;

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

}  // namespace

std::string csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) row += ',';
    row += quoted(valid_utf8(fields[i]));
  }
  return row + '\n';
}

int CsvReader::take() {
  if (at_ == buffer_.size()) {
    buffer_.resize(1 << 16);
    input_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.resize(static_cast<std::size_t>(input_.gcount()));
    at_ = 0;
    if (buffer_.empty()) return -1;
  }
  ++taken_;
  const char c = buffer_[at_++];
  if (c == '\n') ++line_;
  return static_cast<unsigned char>(c);
}

CsvReader::Outcome CsvReader::fail(std::string problem) {
  problem_ = std::move(problem);
  return Outcome::broken;
}

CsvReader::Outcome CsvReader::next(std::vector<std::string>& fields) {
  enum class State { start, plain, quoted, closed, returned } state = State::start;
  fields.clear();
  row_line_ = line_;
  const std::uint64_t first = taken_;
  std::string field;
  for (int c = take();; c = take()) {
    if (c < 0) return taken_ == first ? Outcome::end : Outcome::unfinished;
    if (c == 0) return fail("a NUL byte");
    if (taken_ - first > longest_row) return fail("a row longer than 4 MiB: an unclosed quote?");
    if (state == State::quoted) {
      if (c == '"') {
        state = State::closed;
      } else {
        field += static_cast<char>(c);
      }
      continue;
    }
    if (state == State::returned && c != '\n') return fail("a carriage return outside quotes");
    if (c == ',' || c == '\n') {
      fields.push_back(std::move(field));
      field.clear();
      state = State::start;
      if (c == ',') continue;
      bytes_ = taken_;
      return Outcome::row;
    }
    if (c == '\r') {
      state = State::returned;
    } else if (c == '"' && state != State::plain) {
      if (state == State::closed) field += '"';
      state = State::quoted;
    } else if (c == '"') {
      return fail("a quote within an unquoted field");
    } else if (state == State::closed) {
      return fail("text after a closing quote");
    } else {
      field += static_cast<char>(c);
      state = State::plain;
    }
  }
}

}  // namespace parbench
