// Words to settings, findings to lines. Judges nothing itself.
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <stdexcept>

#include "bench/cli/options.hpp"
#include "bench/cli/selection.hpp"
#include "bench/launch/check_runner.hpp"
#include "bench/machine/cpus.hpp"
#include "bench/run/folders.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

const char* const usage =
    "usage: parbench check-runner PATH [--workers 1,2,3,4,8,16]     does this executable keep the "
    "runner protocol?\n";

struct Request {
  fs::path path;
  CheckSettings settings;
};

Request read_words(const std::vector<std::string>& words) {
  Request request;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-j" || word == "--workers") {
      if (++i == words.size()) throw UsageError(word + " needs a list: " + word + " 1,2,4");
      request.settings.workers = parse_workers(words[i], find_cpus().usable);
    } else if (word.rfind("--workers=", 0) == 0) {
      request.settings.workers = parse_workers(word.substr(10), find_cpus().usable);
    } else if (word.empty() || word.front() == '-' || !request.path.empty()) {
      throw UsageError("check-runner: '" + word +
                       "' is not understood: it takes one PATH and --workers LIST");
    } else {
      request.path = word;
    }
  }
  if (request.path.empty()) throw UsageError("check-runner needs the PATH of an executable");
  std::error_code failed;
  if (!fs::is_regular_file(request.path, failed)) {
    throw UsageError("check-runner: '" + request.path.string() +
                     "' is no file: give the path of an executable, as " +
                     (fs::proximate(build_folder()) / "runners/thread_pool").string());
  }
  request.path = fs::absolute(request.path);
  return request;
}

void print(const Finding& finding) {
  std::cout << (finding.problem.empty() ? "ok    " : "FAIL  ") << "N=" << std::left << std::setw(4)
            << finding.workers << finding.what
            << (finding.problem.empty() ? "" : ": " + finding.problem) << std::endl;
}

int print_summary(const std::string& name, const CheckReport& report) {
  const auto good = [](const Finding& finding) { return finding.problem.empty(); };
  const auto all = static_cast<std::ptrdiff_t>(report.findings.size());
  const auto bad = all - std::count_if(report.findings.begin(), report.findings.end(), good);
  if (bad == 0) {
    std::cout << name << " does all of a runner's duties: " << all << " cases\n";
    return exit_code::ok;
  }
  std::cout << name << " fails in " << bad << " of " << all << " cases"
            << (report.ended_early ? "; the rest was not tried, because the last one took long"
                                   : "")
            << '\n';
  return exit_code::trial_failed;
}

}  // namespace

int check_runner_command(const std::vector<std::string>& arguments) {
  if (arguments == std::vector<std::string>{"--help"} ||
      arguments == std::vector<std::string>{"-h"}) {
    std::cout << usage;
    return exit_code::ok;
  }
  const Request request = read_words(arguments);
  catch_interrupts();
  const Scratch scratch{0};
  GuardClient guard{build_folder() / "parbench-guard", scratch.path()};
  Launcher launcher{guard, build_folder() / "helpers", scratch.path()};
  try {
    const FoundRunner runner = describe(request.path, guard, scratch.path());
    return print_summary(runner.name, check_runner(runner, launcher, request.settings, print));
  } catch (const Interrupted&) {
    std::cerr << "parbench: interrupted\n";
    return exit_code::interrupted;
  } catch (const std::runtime_error& error) {
    throw UsageError(std::string("check-runner: ") + error.what());
  }
}

}  // namespace parbench
