// Whether two executables are the same program.
#pragma once

#include <cstdint>
#include <filesystem>

namespace parbench {

// Of the file's bytes: equal where they are. 0 for a file that cannot be read.
std::uint64_t file_digest(const std::filesystem::path& path);

}  // namespace parbench
