// Finds the file of a program as execvp() would, and says in one line why it cannot be run.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/units.hpp"

namespace parbench {

enum class FileKind { missing, folder, other };

inline FileKind kind_of_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return FileKind::missing;
  return S_ISDIR(status.st_mode) ? FileKind::folder : FileKind::other;
}

// The path of the program that a command's first word names. Throws std::invalid_argument.
inline std::string find_program(const std::string& word) {
  const std::string name = "'" + printable(word) + "' ";
  if (word.find('/') != std::string::npos) {
    const FileKind kind = kind_of_file(word);
    if (kind == FileKind::missing) throw std::invalid_argument(name + "does not exist");
    if (kind == FileKind::folder) throw std::invalid_argument(name + "is a directory");
    if (access(word.c_str(), X_OK) == 0) return word;
    throw std::invalid_argument(name + "is not executable: chmod +x makes it so");
  }
  const char* const path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/bin:/usr/bin";
  std::string unusable;
  for (bool more = !word.empty(); more;) {
    const std::size_t colon = folders.find(':');
    more = colon != std::string_view::npos;
    std::string file{folders.substr(0, colon)};
    if (more) folders.remove_prefix(colon + 1);
    file += (file.empty() ? "./" : "/") + word;
    if (kind_of_file(file) != FileKind::other) continue;
    if (access(file.c_str(), X_OK) == 0) return file;
    unusable = file;
  }
  if (!unusable.empty()) {
    throw std::invalid_argument("'" + printable(unusable) +
                                "' is not executable: chmod +x makes it so");
  }
  throw std::invalid_argument(name + "is not a program in PATH");
}

}  // namespace parbench
