#include "bench/cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "bench/cli/help.hpp"
#include "bench/cli/option_hints.hpp"
#include "bench/cli/option_table.hpp"
#include "bench/cli/options_file.hpp"
#include "bench/run/run_files.hpp"

namespace parbench {
namespace {

bool asks_for_help(const std::string& word) {
  return word == "--help" || word == "-h" || word == "help";
}

Options help(const std::string& text) {
  Options options;
  options.command = "help";
  options.help = text;
  return options;
}

Options help_of_program(const CLI::App& app) {
  std::vector<CommandFacts> commands;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (!command->get_group().empty()) commands.push_back(facts_of(*command));
  }
  return help(program_help(commands));
}

void require_two_sides(const RunOptions& run) {
  const AbOptions& ab = run.ab;
  if (ab.before.empty() || ab.after.empty()) {
    if (!run.resume.empty()) {
      throw UsageError(
          fmt::format("--resume: '{}' is not a run of parbench ab", run.resume.string()));
    }
    throw UsageError(
        "ab: give two builds, or two executables of a runner: parbench ab BEFORE AFTER");
  }
  if (ab.json == "-" && ab.junit == "-")
    throw UsageError("ab: --json and --junit cannot both write to stdout");
}

void parse(CLI::App& app, std::vector<std::string> args, Options& options) {
  const std::string name = args[0];
  CLI::App& command = *app.get_subcommand(name);
  const auto refuse_the_unknown = [&] {
    for (const std::string& argument : app.remaining(true)) {
      if (argument != "--")
        refuse_unknown(argument, command);  // CLI11 keeps the mark that it acts on
    }
  };
  try {
    std::reverse(args.begin(), args.end());  // as CLI11 takes them
    app.parse(args);
  } catch (const CLI::CallForHelp&) {
    options = help(command_help(facts_of(command)));
    return;
  } catch (const CLI::ParseError& error) {
    refuse_the_unknown();  // first: a mistyped option may be why another one is missing
    throw UsageError(fmt::format("{}: {}", name, refusal_text(error)));
  }
  refuse_the_unknown();
  if (!options.run.resume.empty()) {
    read_earlier_options(command, options.run.resume);
  } else if (!options.config.empty()) {
    read_options_file(command, "--config", options.config);
  }
  if (name == "ab") require_two_sides(options.run);
  options.run.toml = command.config_to_str();
  require_readable(command, options.run.toml);
}

}  // namespace

Options parse_options(std::vector<std::string> args) {
  Options options;
  CLI::App app;
  app.require_subcommand(1);
  app.allow_extras();  // inherited by the commands; refuse_unknown() refuses them in better words
  add_commands(app, options);
  if (args.empty() || (args.size() == 1 && asks_for_help(args[0]))) return help_of_program(app);
  if (args[0] == "--version") return help(version_text() + "\n");
  if (asks_for_help(args[0])) args = {args[1], "--help"};
  refuse_unknown_command(args[0], app);
  options.command = args[0];
  if (is_python_command(options.command)) {
    options.args.assign(args.begin() + 1, args.end());
  } else {
    parse(app, std::move(args), options);
  }
  return options;
}

}  // namespace parbench
