// Completion for shells, made from the table of options.
#pragma once

#include <string>
#include <vector>

#include "bench/cli/command_facts.hpp"

namespace parbench {

// To be sourced, or put into bash-completion's folder as `parbench`.
std::string bash_completion(const std::vector<CommandFacts>& commands);

// To be put into a folder of zsh's fpath as `_parbench`.
std::string zsh_completion(const std::vector<CommandFacts>& commands);

}  // namespace parbench
