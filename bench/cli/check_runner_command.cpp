#include "bench/cli/check_runner_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "bench/launch/check_runner.hpp"
#include "bench/machine/cpus.hpp"
#include "bench/plan/selection.hpp"
#include "bench/run/folders.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

void print(const Finding& finding) {
  const bool ok = finding.problem.empty();
  fmt::print("{}  N={:<4}{}{}{}\n", ok ? "ok  " : "FAIL", finding.workers, finding.what,
             ok ? "" : ": ", finding.problem);
  std::fflush(stdout);
}

int print_summary(const std::string& name, const CheckReport& report) {
  const auto all = report.findings.size();
  const auto bad = std::count_if(report.findings.begin(), report.findings.end(),
                                 [](const Finding& finding) { return !finding.problem.empty(); });
  if (bad == 0) {
    fmt::print("{} conforms to the runner protocol: {} cases\n", name, all);
    return exit_code::ok;
  }
  fmt::print("{} fails {} of {} cases{}\n", name, bad, all,
             report.ended_early ? "; the rest was skipped because the last one took too long" : "");
  return exit_code::trial_failed;
}

}  // namespace

int check_runner_command(const CheckRunnerOptions& options) {
  CheckSettings settings;
  if (!options.workers.empty())
    settings.workers = parse_workers(options.workers, find_cpus().usable);
  std::error_code failed;
  if (!fs::is_regular_file(options.path, failed)) {
    throw UsageError(fmt::format(
        "check-runner: '{}' is not a file: give the path of an "
        "executable, for example {}",
        options.path.string(), (fs::proximate(build_folder()) / "runners/thread_pool").string()));
  }
  catch_interrupts();
  const Scratch scratch{0};
  GuardClient guard{build_folder() / "parbench-guard", scratch.path()};
  Launcher launcher{guard, build_folder() / "helpers", scratch.path()};
  try {
    const FoundRunner runner = describe(fs::absolute(options.path), guard, scratch.path());
    return print_summary(runner.name, check_runner(runner, launcher, settings, print));
  } catch (const Interrupted&) {
    std::cerr << "parbench: interrupted\n";
    return exit_code::interrupted;
  } catch (const std::runtime_error& error) {
    throw UsageError(std::string("check-runner: ") + error.what());
  }
}

}  // namespace parbench
