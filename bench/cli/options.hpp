// The command line, read and checked for form. Names of workloads and runners are checked later,
// against what there is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace parbench {

// What the user said cannot be done: one line that names the value and what is allowed. Ends in
// exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Exit codes of parbench; docs/architecture.md lists them.
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int trial_failed = 1;
inline constexpr int usage = 2;
inline constexpr int inconclusive = 3;
inline constexpr int interrupted = 130;
}  // namespace exit_code

struct RunOptions {
  std::string preset = "quick";
  std::vector<std::string> workloads;  // empty: the preset's
  std::vector<std::string> runners;    // empty: the preset's; a word with '/' is an executable
  std::string workers;                 // empty: the preset's
  std::vector<std::string> settings;   // "workload.key=v1,v2"
  std::optional<int> blocks;
  std::optional<double> min_sample_s;
  std::optional<double> timeout_s;  // of one trial
  std::optional<double> budget_s;   // of the whole run
  std::optional<double> width;      // a share of the centre: 0.05
  double wait_s = 0;                // the most to wait for a quiet machine
  bool lock = true;                 // runs on one machine queue
  bool strict = false;              // no verdict is an error
  bool long_selftest = false;
  std::filesystem::path resume;  // the folder of a run to go on with
  std::optional<std::uint64_t> seed;
  std::filesystem::path out;  // empty: results/<UTC time>-<preset>
  std::string filter;         // --benchmark_filter: a regular expression over cell names
  std::string trace;          // --trace: the same, for the cells to trace
  bool list_tests = false;    // --benchmark_list_tests
  bool dry_run = false, quiet = false, verbose = false, progress = true, hostname = false;
  std::string color = "auto";  // auto, always, never
  std::string toml;            // these options as a file that --config reads
};

struct Options {
  std::string command = "run";  // run, selftest, list, report, summary, compare, check-runner,
                                // help, version
  RunOptions run;
  std::vector<std::string> arguments;  // of report, summary, compare and check-runner, passed on
  std::string text;                    // what help and version print
};

// Throws UsageError. What --resume names is read from the folder's options.toml, and laid under the
// few options that may still be given with it.
Options parse_options(const std::vector<std::string>& arguments);

// "a,b" -> {"a", "b"}; empty words are refused, naming `option`.
std::vector<std::string> split_list(const std::string& option, const std::string& text);

}  // namespace parbench
