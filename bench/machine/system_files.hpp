// Small files of /proc, /sys and /etc as text; what cannot be read is nullopt.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// An absolute path of the machine, looked up below another root, for tests with a machine made of
// files.
std::filesystem::path below(const std::filesystem::path& root, std::string_view absolute);

// The whole file, up to 4 MiB of it.
std::optional<std::string> read_whole(const std::filesystem::path& path);

// The first line, trimmed; nullopt if it is missing or empty.
std::optional<std::string> read_line(const std::filesystem::path& path);

std::vector<std::string_view> lines_of(std::string_view text);
std::vector<std::string_view> words_of(std::string_view line);
std::string_view trimmed(std::string_view text);

// The text as a finite number, spaces at its ends ignored.
std::optional<double> number_of(std::string_view text);

}  // namespace parbench
