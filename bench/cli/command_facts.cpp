#include "bench/cli/command_facts.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "bench/cli/option_table.hpp"
#include "bench/run/python.hpp"

namespace parbench {
namespace {

OptionFacts facts_of(const CLI::Option& option, const CLI::App& command) {
  OptionFacts facts;
  if (option.get_positional()) facts.positional = option.get_name(true);
  for (const std::string& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) facts.names.push_back("--" + name);
  if (option.get_expected_max() > 0) facts.value = option.get_type_name();
  facts.about = &option == command.get_help_ptr() ? "print this help" : option.get_description();
  facts.group = option.get_group();
  facts.required = option.get_required();
  facts.several = option.get_expected_max() > 1;
  return facts;
}

// reports/commands/describe.py prints this.
void read_python_options(const std::string& text, std::vector<CommandFacts>& commands) {
  const nlohmann::json json = nlohmann::json::parse(text);
  for (CommandFacts& command : commands) {
    if (!is_python_command(command.name)) continue;
    command.options.clear();
    for (const nlohmann::json& one : json.at(command.name)) {
      OptionFacts option;
      one.at("positional").get_to(option.positional);
      one.at("names").get_to(option.names);
      one.at("value").get_to(option.value);
      one.at("about").get_to(option.about);
      one.at("several").get_to(option.several);
      one.at("is_path").get_to(option.is_path);
      command.options.push_back(option);
    }
  }
}

}  // namespace

CommandFacts facts_of(const CLI::App& command) {
  CommandFacts facts{command.get_name(), command.get_description(), {}};
  for (const CLI::Option* option : command.get_options())
    facts.options.push_back(facts_of(*option, command));
  return facts;
}

std::vector<CommandFacts> all_commands(std::string& lack) {
  Options ignored;
  CLI::App app;
  add_commands(app, ignored);
  std::vector<CommandFacts> commands;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (!command->get_group().empty()) commands.push_back(facts_of(*command));
  }
  try {
    read_python_options(python_output("reports.commands.describe"), commands);
  } catch (const std::exception& error) {
    lack = fmt::format("the options of report, summary and compare are missing: {}", error.what());
  }
  return commands;
}

std::string option_text(const OptionFacts& option) {
  std::string text = option.positional;
  for (const std::string& name : option.names) text += (text.empty() ? "" : ", ") + name;
  if (!option.names.empty() && !option.value.empty()) text += " " + option.value;
  return text;
}

}  // namespace parbench
