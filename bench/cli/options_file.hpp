// Options from a file: --config, and the options.toml of a run that is resumed.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>

namespace parbench {

// The options of the file count where the command line does not give them. Throws UsageError that
// names `option_name`, by which the file was given.
void read_options_file(CLI::App& command, const char* option_name,
                       const std::filesystem::path& file);

// Lays the new options over those that the run in `folder` began with. Throws UsageError for one
// that is fixed when a run begins.
void read_earlier_options(CLI::App& command, const std::filesystem::path& folder);

// Throws UsageError for a value that would not be read back from `toml`, the command's options.
void require_readable(const CLI::App& command, const std::string& toml);

}  // namespace parbench
