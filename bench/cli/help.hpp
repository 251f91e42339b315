// The text of --help, at most 80 columns wide.
#pragma once

#include <string>
#include <vector>

#include "bench/cli/command_facts.hpp"

namespace parbench {

// Of parbench itself: at most 30 lines.
std::string program_help(const std::vector<CommandFacts>& commands);

std::string command_help(const CommandFacts& command);

}  // namespace parbench
