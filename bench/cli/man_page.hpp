#pragma once

#include <string>
#include <vector>

#include "bench/cli/command_facts.hpp"

namespace parbench {

// parbench(1) in the macros of man(7), made from the table of options. `version`: "parbench 0.1.0".
std::string man_page(const std::vector<CommandFacts>& commands, const std::string& version);

}  // namespace parbench
