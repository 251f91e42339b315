#include "bench/cli/option_hints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "bench/nearest_name.hpp"
#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

const std::map<std::string, std::string> our_names{{"--threads", "--workers"},
                                                   {"-t", "--workers"},
                                                   {"--jobs", "--workers"},
                                                   {"--cores", "--workers"},
                                                   {"--procs", "--workers"},
                                                   {"-n", "--workers"},
                                                   {"--runs", "--blocks"},
                                                   {"-r", "--blocks"},
                                                   {"--repetitions", "--blocks"},
                                                   {"--reps", "--blocks"},
                                                   {"--rounds", "--blocks"},
                                                   {"--output", "--out"},
                                                   {"--export-csv", "--out"},
                                                   {"--time", "--sample"},
                                                   {"--min-time", "--sample"},
                                                   {"--benchmark_repetitions", "--blocks"},
                                                   {"--benchmark_min_time", "--sample"},
                                                   {"--benchmark_out", "--out"},
                                                   {"--benchmark_out_format", "--out"},
                                                   {"--benchmark_format", "--out"},
                                                   {"--benchmark_color", "--color"}};

const std::map<std::string, std::string> not_needed{
    {"--warmup", "every trial has an untimed cold pass"},
    {"--benchmark_min_warmup_time", "every trial has an untimed cold pass"},
    {"--benchmark_enable_random_interleaving", "the order is always shuffled (--seed fixes it)"},
    {"--benchmark_report_aggregates_only", "summary.md has the aggregates"},
    {"--benchmark_display_aggregates_only", "summary.md has the aggregates"},
    {"--benchmark_counters_tabular", "samples.csv has every counter"}};

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

}  // namespace

void refuse_unknown(const std::string& argument, const CLI::App& command) {
  const std::string name = argument.substr(0, argument.find('='));
  if (const auto found = not_needed.find(name); found != not_needed.end())
    throw UsageError(fmt::format("{} is not needed: {}", name, found->second));
  const auto found = our_names.find(name);
  if (found != our_names.end() && command.get_option_no_throw(found->second) != nullptr)
    throw UsageError(fmt::format("unknown option {}; did you mean {}?", name, found->second));
  if (!argument.starts_with('-')) {
    throw UsageError(fmt::format("unexpected argument '{}'; parbench {} --help lists the options",
                                 printable(argument), command.get_name()));
  }
  const std::string nearest = nearest_name(name, option_names(command));
  throw UsageError(
      nearest.empty()
          ? fmt::format("unknown option {}; parbench {} --help lists the options", printable(name),
                        command.get_name())
          : fmt::format("unknown option {}; did you mean {}?", printable(name), nearest));
}

std::string refusal_text(const CLI::ParseError& error) {
  static const std::regex missing{"(\\S+): 1 required (\\S+) missing"},
      repeated{"(\\S+): At Most 1 required but received ([0-9]+)"};
  std::string text = error.what();
  std::smatch part;
  if (std::regex_match(text, part, missing))
    return fmt::format("{} needs a value: {}", part.str(1), part.str(2));
  if (std::regex_match(text, part, repeated))
    return fmt::format("{} is given {} times, allowed: once", part.str(1), part.str(2));
  return text;
}

void refuse_unknown_command(const std::string& name, const CLI::App& app) {
  std::vector<std::string> all, offered;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    all.push_back(command->get_name());
    if (!command->get_group().empty()) offered.push_back(command->get_name());
  }
  if (std::find(all.begin(), all.end(), name) != all.end()) return;
  if (name.starts_with('-')) {
    const std::string option = name.substr(0, name.find('='));
    if (app.get_subcommand("run")->get_option_no_throw(option) != nullptr) {
      throw UsageError(fmt::format(
          "{0} belongs to a command: parbench run {0} ...; parbench --help lists them", option));
    }
    const std::string nearest = nearest_name(name, {"--help", "--version"});
    throw UsageError(fmt::format(
        "unknown option {}; {}", printable(name),
        nearest.empty() ? "parbench --help lists the commands" : "did you mean " + nearest + "?"));
  }
  throw UsageError(
      fmt::format("unknown command '{}'{}", printable(name), did_you_mean(name, offered)));
}

}  // namespace parbench
