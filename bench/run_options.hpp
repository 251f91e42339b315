// What a run is asked to do, and how parbench tells the shell that it cannot.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace parbench {

// What the user asked for cannot be done: one line that names the value and what is allowed. Ends
// in exit code 2.
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

// Of `parbench ab`, which measures two builds in one run.
struct AbOptions {
  std::filesystem::path before, after;  // folders of builds, or executables of runners
  double find = 0.05;                   // the change that matters
  double fail_on = 0;                   // "slower:5%" is 0.05
  std::string json, junit;              // files to write, "-": to stdout
};

// Of `parbench advise`: what for. Exactly one of the four.
struct AdviseOptions {
  std::optional<double> compute_s, wait_s;
  std::vector<std::string> command;
  std::string url;
  std::optional<int> pid;
  std::optional<double> rate_per_s, p99_s;
  std::string json;      // file to write, "-": to stdout
  std::string question;  // the same as JSON, for the adviser
};

// bench/cli/option_table.cpp says what each of them means, and in which form it is given.
struct RunOptions {
  std::string preset = "quick";
  std::vector<std::string> workloads;  // empty: the preset's
  std::vector<std::string> runners;    // empty: the preset's; a name with '/' is an executable
  std::vector<std::string> pythons;    // further interpreters for CPython's runners
  std::filesystem::path hosts;         // a file of machines for the workers of mpi
  std::string workers;                 // empty: the preset's
  std::vector<std::string> settings;   // "workload.key=v1,v2"
  std::vector<std::string> measured;   // "workload.key=value", figures of an earlier run
  std::optional<int> blocks;
  std::optional<double> min_sample_s;
  std::optional<double> timeout_s;  // of one trial
  std::optional<double> budget_s;   // the time limit of the run
  std::optional<double> width;      // target width of an interval, relative: 0.05
  std::optional<double> margin;     // differences up to this count as none, relative: 0.03
  double wait_s = 0;                // at most, for an idle machine
  bool lock = true;                 // runs on one machine queue
  bool strict = false;              // no verdict is an error
  bool long_selftest = false;
  bool report = true;
  std::filesystem::path resume;   // the folder of a run to continue
  bool resume_elsewhere = false;  // also where machine state or build have changed since
  std::optional<std::uint64_t> seed;
  std::filesystem::path out;  // empty: results/<UTC time>-<preset>-<random>
  std::string label;          // of this machine in a class: "pc07"; empty: none
  std::string filter;         // a regular expression over cell names
  std::string trace;          // the same, for the cells to trace
  bool list_tests = false;
  bool dry_run = false, quiet = false, verbose = false, progress = true, hostname = false;
  std::string color = "auto";  // auto, always, never
  AbOptions ab;
  AdviseOptions advise;
  std::string toml;  // these options as a file that --config reads, without out, seed and figures
};

}  // namespace parbench
