// The command line, read and checked for form. Names of workloads and runners are checked later,
// against what this build has.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/run_options.hpp"

namespace parbench {

struct CheckRunnerOptions {
  std::string runner;   // a name of the build, or a path
  std::string workers;  // empty: CheckSettings' own
};

struct Options {
  std::string command;  // its name; "help" for the text that --help or --version prints:
  std::string help;
  RunOptions run;                // of run, ab and selftest
  std::filesystem::path config;  // of run: --config
  CheckRunnerOptions check_runner;
  bool list_json = false;
  std::string shell;              // of completion
  std::vector<std::string> args;  // of a command in Python, passed on
};

// `args` without the program's name. Throws UsageError.
Options parse_options(std::vector<std::string> args);

}  // namespace parbench
