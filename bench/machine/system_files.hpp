// Small files of /proc, /sys and /etc as text. Never fails: what cannot be read is nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// An absolute path of the machine, looked up below another root: tests bring a machine of their
// own.
std::filesystem::path below(const std::filesystem::path& root, std::string_view absolute);

// The whole file (at most 4 MiB of it), or nothing.
std::optional<std::string> read_whole(const std::filesystem::path& path);

// The first line without blanks at its ends, or nothing where it is missing or empty.
std::optional<std::string> read_line(const std::filesystem::path& path);

std::vector<std::string_view> lines_of(std::string_view text);
std::vector<std::string_view> words_of(std::string_view line);
std::string_view trimmed(std::string_view text);

// The finite number that the text is, blanks at its ends aside, or nothing.
std::optional<double> number_of(std::string_view text);

}  // namespace parbench
