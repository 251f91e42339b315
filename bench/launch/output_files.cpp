#include "bench/launch/output_files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "bench/system_error.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::streamoff read_bytes = 16 << 10;
constexpr std::size_t reason_bytes = 500;

// Or the runner would be blamed for an empty file.
[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw std::runtime_error("cannot read " + path.string() + ": " + system_error_text(errno));
}

}  // namespace

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  if (!file.is_open()) refuse(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Reads only the end of the file, because a runner may have written gigabytes.
std::string last_line(const std::filesystem::path& path) {
  std::ifstream text{path, std::ios::ate};
  if (!text.is_open() && errno != ENOENT) refuse(path);
  const std::streamoff size = text.tellg();
  text.seekg(std::max<std::streamoff>(0, size - read_bytes));
  std::string last;
  for (std::string line; std::getline(text, line);) {
    if (!line.empty()) last = line;
  }
  return both_ends(one_line(last, std::numeric_limits<std::size_t>::max()), reason_bytes);
}

}  // namespace parbench
