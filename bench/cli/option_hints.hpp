#pragma once

#include <CLI/App.hpp>
#include <string>

namespace parbench {

// Throws UsageError for an argument that the command does not know. For an option of another tool
// (hyperfine, pyperf, Google Benchmark) it names ours, if the command has it.
// Otherwise the nearest of the command's own, if one is near.
[[noreturn]] void refuse_unknown(const std::string& argument, const CLI::App& command);

// What CLI11 refuses, in plain words where it is one of the common mistakes.
std::string refusal_text(const CLI::ParseError& error);

// Throws UsageError unless `app` has the command: names the nearest, or lists all. An option where a
// command should be belongs to one.
void refuse_unknown_command(const std::string& name, const CLI::App& app);

}  // namespace parbench
