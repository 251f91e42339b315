#include "bench/cli/check_runner_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <system_error>

#include "bench/launch/check_runner.hpp"
#include "bench/launch/tree.hpp"
#include "bench/machine/cpu_times.hpp"
#include "bench/machine/cpus.hpp"
#include "bench/machine/topology.hpp"
#include "bench/nearest_name.hpp"
#include "bench/plan/lists.hpp"
#include "bench/run/folders.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

void print(const Finding& finding) {
  const bool ok = finding.problem.empty();
  fmt::print("{}  N={:<4}{}{}{}\n", ok ? "ok  " : "FAIL", finding.workers, finding.what,
             ok ? "" : ": ", finding.problem);
  if (std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "stdout takes no text");
}

// Not where nobody could read it.
void warn_of_unknown_load(const std::string& name, const CheckReport& report) {
  if (report.reports_load || !read_cpu_times(own_affinity())) return;
  fmt::print(
      "warning: {} reports no background load (foreign_cpu_s, steal_s or runq_wait_s in its "
      "record): parbench measures it from outside, over the whole process and not only the timed "
      "passes\n",
      name);
}

int print_summary(const std::string& name, const CheckReport& report) {
  const auto all = report.findings.size();
  const auto bad = std::count_if(report.findings.begin(), report.findings.end(),
                                 [](const Finding& finding) { return !finding.problem.empty(); });
  if (bad == 0) {
    fmt::print("{} conforms to the runner protocol: {} cases\n", name, all);
    warn_of_unknown_load(name, report);
    return exit_code::ok;
  }
  fmt::print("{} fails {} of {} cases{}\n", name, bad, all,
             report.ended_early ? "; the rest was skipped because the last one took too long" : "");
  return exit_code::trial_failed;
}

// A runner of this build by its name, or a file; ./NAME is always a file.
fs::path executable_of(const std::string& runner) {
  std::vector<std::string> names;
  for (const KnownRunner& known : known_runners()) {
    if (known.built) names.emplace_back(known.name);
    if (known.name != runner) continue;
    if (!known.built) {
      throw UsageError(
          fmt::format("check-runner: '{}' is not built: sudo apt install {}, then build again",
                      runner, known.package));
    }
    return own_tree().runners / runner;
  }
  std::error_code failed;
  if (fs::is_regular_file(runner, failed)) return fs::absolute(runner);
  const std::string shown = printable(runner);
  if (runner.find('/') != std::string::npos) {
    throw UsageError(
        fmt::format("check-runner: '{}' is not a file: give the path of an executable", shown));
  }
  throw UsageError(fmt::format("check-runner: '{}' is neither a runner nor a file{}", shown,
                               did_you_mean(runner, names)));
}

}  // namespace

int check_runner_command(const CheckRunnerOptions& options) {
  CheckSettings settings;
  if (!options.workers.empty()) {
    const Cpus cpus = find_cpus();
    const Topology usable = within(read_topology(), cpus.affinity);
    settings.workers = parse_workers(options.workers, cpus.usable, usable.cores.size());
  }
  const fs::path executable = executable_of(options.runner);
  catch_interrupts();
  const Scratch scratch{0, UINT64_MAX};
  GuardClient guard{own_tree().guard, scratch.path()};
  Launcher launcher{guard, own_tree().helpers, scratch.path()};
  if (const std::string note = foreign_proc_note(); !note.empty())
    std::cerr << "parbench: " << note << '\n';
  try {
    const FoundRunner runner = describe(executable, guard, scratch.path());
    return print_summary(runner.name, check_runner(runner, launcher, settings, print));
  } catch (const Interrupted&) {
    std::cerr << "parbench: interrupted\n";
    return exit_code::interrupted;
  } catch (const std::runtime_error& error) {
    throw UsageError(std::string("check-runner: ") + error.what());
  }
}

}  // namespace parbench
