// What help, completion and man page say of a command: read from the table of options, and for the
// commands in Python from their parsers.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace parbench {

struct OptionFacts {
  std::string positional;          // "BEFORE", or empty
  std::vector<std::string> names;  // "-w", "--workloads"; empty for a positional without a name
  std::string value;               // "WORKLOADS"; empty: a flag
  std::string about;
  std::string group;  // the heading in --help
  bool required = false;
  bool several = false;  // more than one value
  bool is_path = false;  // whatever `value` says
};

struct CommandFacts {
  std::string name, about;
  std::vector<OptionFacts> options;  // in the order of --help
};

CommandFacts facts_of(const CLI::App& command);

// Every command in the table's order, without the hidden ones. Those in Python have no options where
// no Python 3.11 can be asked, which `lack` then says.
std::vector<CommandFacts> all_commands(std::string& lack);

// "-w, --workloads WORKLOADS", "BEFORE, --before PATH"
std::string option_text(const OptionFacts& option);

}  // namespace parbench
