// The table of commands and options: name, value, help and default of each, beside its parser. Help,
// completion and man page are made from it.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "bench/cli/options.hpp"

namespace parbench {

// This heading of --help is the rule too: an option under another one is fixed when a run begins.
inline constexpr const char* also_with_resume = "How it is measured (also with --resume)";

// Adds every command to `app`, which fills `options` when it parses.
void add_commands(CLI::App& app, Options& options);

// Whether the module reports.commands.NAME is the command, with options of its own.
bool is_python_command(const std::string& name);

}  // namespace parbench
