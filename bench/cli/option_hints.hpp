#pragma once

#include <CLI/App.hpp>
#include <string>

namespace parbench {

// Throws UsageError for an argument that the command does not know. For an option of another tool
// (hyperfine, pyperf, Google Benchmark) it names ours, if the command has it.
[[noreturn]] void refuse_unknown(const std::string& argument, const CLI::App& command);

}  // namespace parbench
