// What a program that the guard started has written.
#pragma once

#include <filesystem>
#include <string>

namespace parbench {

// Throws std::runtime_error where it cannot be read.
std::string text_of(const std::filesystem::path& path);

// The last line that is not empty, which docs/protocol.md defines as the reason of a failure; where
// it is too long, its beginning and its end. Throws std::runtime_error where the file is there and
// cannot be read.
std::string last_line(const std::filesystem::path& path);

}  // namespace parbench
