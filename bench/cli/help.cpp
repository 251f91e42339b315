#include "bench/cli/help.hpp"

#include <fmt/format.h>

#include <sstream>

#include "bench/utf8.hpp"

namespace parbench {
namespace {

constexpr std::size_t columns = 80;

// "  NAME" and the text beside it, wrapped; from the next line on where the name is too long.
std::string row(const std::string& name, const std::string& about, std::size_t left = 26) {
  const std::string indent(left, ' ');
  std::string text = "  " + name;
  if (text.size() + 2 > left) {
    text += '\n' + indent;
  } else {
    text.resize(left, ' ');
  }
  std::size_t column = left;
  std::istringstream words{about};
  for (std::string word; words >> word;) {
    if (column > left && column + 1 + character_count(word) > columns) {
      text += '\n' + indent;
      column = left;
    }
    if (column > left) text += ' ';
    column += character_count(word) + (column > left ? 1 : 0);
    text += word;
  }
  return text + '\n';
}

std::string usage(const CommandFacts& command) {
  std::string text = "usage: parbench " + command.name + " [OPTIONS]";
  for (const OptionFacts& option : command.options) {
    if (option.positional.empty()) continue;
    text += option.required ? " " + option.positional : " [" + option.positional + "]";
  }
  return text + '\n';
}

}  // namespace

std::string program_help(const std::vector<CommandFacts>& commands) {
  std::string text =
      "How many workers, and which concurrency model, for this work on this machine?\n\n"
      "usage: parbench COMMAND [OPTIONS]\n\nCommands:\n";
  constexpr std::size_t short_left = 18, left = 34;
  for (const CommandFacts& command : commands) text += row(command.name, command.about, short_left);
  text += "\nOptions:\n";
  text += row("-h, --help", "print this help; after a command, its options", short_left);
  text += row("--version", "print version and revision", short_left);
  text += "\nExamples:\n";
  text += row("parbench run", "measure four workloads, about 2 minutes", left);
  text += row("parbench run --dry-run", "say what that would measure", left);
  text += row("parbench run -w primes -j 1-8", "one workload, 1 to 8 workers", left);
  text += row("parbench report", "write the page of the latest run again", left);
  return text;
}

std::string command_help(const CommandFacts& command) {
  std::string text = command.about + "\n\n" + usage(command);
  std::string arguments, options, heading;
  for (const OptionFacts& option : command.options) {
    const std::string line = row(option_text(option), option.about);
    if (!option.positional.empty()) {
      arguments += line;
      continue;
    }
    if (option.group != heading) options += "\n" + option.group + ":\n";
    heading = option.group;
    options += line;
  }
  if (!arguments.empty()) text += "\nArguments:\n" + arguments;
  return text + options;
}

}  // namespace parbench
