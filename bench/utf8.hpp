// Makes text from anywhere safe to write to a file or a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parbench {

// The same text where it is valid UTF-8 without NUL; else U+FFFD stands for each byte that is not.
std::string valid_utf8(std::string_view text);

// Valid, on one line, without control characters, at most `most` characters long ("…" at the end
// when cut).
std::string one_line(std::string_view text, std::size_t most);

// The same text where it has at most `most_bytes`; else its first third and its end, with "…"
// between them: a reason names what failed at its start, and the cause and what helps at its end.
std::string both_ends(std::string_view text, std::size_t most_bytes);

// Characters in valid UTF-8: the columns that our own tables' text takes on a terminal.
std::size_t character_count(std::string_view text);

}  // namespace parbench
