#include "bench/cli/options_file.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <sstream>

#include "bench/cli/option_table.hpp"
#include "bench/units.hpp"
#include "bench/utf8.hpp"

namespace parbench {

void read_options_file(CLI::App& command, const char* option_name,
                       const std::filesystem::path& file) {
  try {
    CLI::ConfigTOML format;
    for (const CLI::ConfigItem& item : format.from_file(file.string())) {
      CLI::Option* option = command.get_option_no_throw("--" + item.name);
      if (!item.parents.empty() || option == nullptr || item.name == "config" ||
          item.name == "resume") {
        throw UsageError(fmt::format(
            "{}: '{}' holds '{}', which is not an option there", option_name, file.string(),
            printable(item.parents.empty() ? item.name : "[" + item.parents.front() + "]")));
      }
      if (option->count() > 0) continue;
      if (option->get_expected_max() == 0) {
        option->add_result(option->get_flag_value(item.name, format.to_flag(item)));
      } else {
        option->add_result(item.inputs);
      }
      option->run_callback();
    }
  } catch (const CLI::Error& error) {
    throw UsageError(
        fmt::format("{}: '{}': {}", option_name, file.string(), one_line(error.what(), 300)));
  }
}

void require_readable(const CLI::App& command, const std::string& toml) {
  std::istringstream text{toml};
  std::map<std::string, std::vector<std::string>> read;
  for (const CLI::ConfigItem& item : CLI::ConfigTOML{}.from_config(text))
    read[item.name] = item.inputs;
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0 || !option->get_configurable() || option->get_expected_max() == 0 ||
        option->get_lnames().empty())
      continue;
    const auto& name = option->get_lnames().front();
    if (read[name] == option->reduced_results()) continue;
    throw UsageError(fmt::format(
        "--{}: '{}' is not allowed: options.toml cannot hold it; not both kinds of quotes in one "
        "value",
        name, printable(CLI::detail::join(option->reduced_results(), " "))));
  }
}

void read_earlier_options(CLI::App& command, const std::filesystem::path& folder) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() > 0 && option->get_group() != also_with_resume) {
      throw UsageError(
          fmt::format("--{} cannot be changed with --resume: what is measured stays as it was",
                      option->get_lnames().front()));
    }
  }
  if (!std::filesystem::exists(folder / "options.toml")) {
    throw UsageError(fmt::format(
        "--resume: '{}' is not the folder of a run: it has no options.toml", folder.string()));
  }
  read_options_file(command, "--resume", folder / "options.toml");
}

}  // namespace parbench
