// The command line, read and checked for form. Names of workloads and runners are checked later,
// against what this build has.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/run_options.hpp"

namespace parbench {

struct CheckRunnerOptions {
  std::filesystem::path path;
  std::string workers;  // empty: CheckSettings' own
};

struct Options {
  std::string command;  // run, list, report, summary, compare, selftest, check-runner, or help:
  std::string help;     // the text that --help or --version prints
  RunOptions run;       // of run and selftest
  CheckRunnerOptions check_runner;
  std::vector<std::string> args;  // of a command in Python, passed on
};

// Whether the module reports.commands.NAME is the command.
bool is_python_command(const std::string& name);

// `args` without the program's name. Throws UsageError.
Options parse_options(std::vector<std::string> args);

}  // namespace parbench
