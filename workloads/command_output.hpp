// What is kept of a program's output while it streams through a buffer of fixed size.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "bench/digest.hpp"

namespace parbench {

// Depends on every byte and on their number, not on the pieces in which they come.
class OutputDigest {
 public:
  void add(std::string_view piece) {
    if (piece.empty()) return;
    const std::size_t held = bytes_ % sizeof(Word);
    bytes_ += piece.size();
    if (held > 0) {
      const std::size_t taken = std::min(sizeof(Word) - held, piece.size());
      std::memcpy(rest_ + held, piece.data(), taken);
      piece.remove_prefix(taken);
      if (held + taken < sizeof(Word)) return;
      state_ = next(state_, rest_);
    }
    for (; piece.size() >= sizeof(Word); piece.remove_prefix(sizeof(Word))) {
      state_ = next(state_, piece.data());
    }
    if (!piece.empty()) std::memcpy(rest_, piece.data(), piece.size());
  }

  std::uint64_t bytes() const { return bytes_; }

  std::uint64_t value() const {
    char last[sizeof(Word)] = {};
    std::memcpy(last, rest_, bytes_ % sizeof(Word));
    return scramble(next(state_, last) + bytes_);
  }

 private:
  using Word = std::uint64_t;

  static Word next(Word state, const char* bytes) {
    Word word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return scramble(state * 0x9e3779b97f4a7c15U + word);
  }

  std::uint64_t bytes_ = 0;
  Word state_ = 1;
  char rest_[sizeof(Word)] = {};  // of the last word, until it is whole
};

// The last line of text that is not empty; of a long text only the end is kept.
class LastLine {
 public:
  void add(std::string_view piece) {
    kept_ += piece.substr(piece.size() - std::min(piece.size(), most_bytes));
    if (kept_.size() > most_bytes) kept_.erase(0, kept_.size() - most_bytes);
  }

  // On one line, without control characters.
  std::string text() const {
    const std::size_t last = kept_.find_last_not_of("\r\n \t");
    if (last == std::string::npos) return "";
    const std::size_t before = kept_.find_last_of("\r\n", last);
    const std::size_t first = before == std::string::npos ? 0 : before + 1;
    std::string line = kept_.substr(first, last + 1 - first);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    return line;
  }

 private:
  static constexpr std::size_t most_bytes = 300;

  std::string kept_;
};

}  // namespace parbench
