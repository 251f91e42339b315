// CLI11 reads the words; everything that it would refuse in its own words is refused in ours.
#include "bench/cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <set>

#include "bench/cli/option_hints.hpp"
#include "bench/plan/presets.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

const char* const usage_head =
    "usage: parbench [run] [options]      measure, and write a folder of results\n"
    "       parbench run --resume DIR     go on with a run that was interrupted\n"
    "       parbench list                 workloads, runners, presets and what is not built\n"
    "       parbench report [DIR...]      report.html of a run (the latest one)\n"
    "       parbench summary [DIR...]     verdicts and summary.csv of a run (the latest one)\n"
    "       parbench compare [A B]        is B slower than A? (the last two runs)\n"
    "       parbench selftest [--long]    how often does this harness err on this machine?\n"
    "       parbench check-runner PATH    does this executable keep the runner protocol?\n";

template <typename Parse>
auto checked(const std::string& option, Parse parse) {
  try {
    return parse();
  } catch (const std::invalid_argument& error) {
    throw UsageError(option + ": " + error.what());
  }
}

// The words as given, before their values are looked at.
struct Raw {
  std::string workloads, runners, blocks, seed, sample, timeout, out, budget, wait, width, resume;
};

// What may be said anew when a run goes on; everything else was decided when it began.
const std::set<std::string> with_resume{"--resume",      "--blocks", "--budget", "--wait",
                                        "--no-lock",     "--strict", "--quiet",  "--verbose",
                                        "--no-progress", "--color",  "--timeout"};

void add_options(CLI::App& app, RunOptions& run, Raw& raw) {
  app.add_option("-p,--preset", run.preset,
                 "quick, standard, thorough or claims (`parbench list` says what each is)");
  app.add_option("-w,--workloads", raw.workloads, "these workloads only: a,b");
  app.add_option("-R,--runners", raw.runners,
                 "these runners only: a,b; a path is an executable of your own");
  app.add_option("-j,--workers", run.workers, "worker counts: 1,2,4,8,16,cpus,2xcpus,1-8");
  app.add_option("-s,--set", run.settings,
                 "a workload's parameter: primes.count=256; a list sweeps: 64,256")
      ->type_name("KEY=VALUE");
  app.add_option("-b,--blocks", raw.blocks,
                 "how often each cell is measured; left out: until its interval is narrow, at most "
                 "the preset's");
  app.add_option("--budget", raw.budget,
                 "the most time of the run: spent where intervals are still wide: 10m");
  app.add_option("--width", raw.width, "how narrow is narrow, of the median: 5%");
  app.add_option("--wait", raw.wait, "wait for a quiet machine, at most so long: 20m");
  app.add_option("--resume", raw.resume, "go on with the run of this folder where it was");
  app.add_option("--sample", raw.sample, "the least time of a sample: 200ms");
  app.add_option("--timeout", raw.timeout, "the most time of one trial before it is killed: 60s");
  app.add_option("--seed", raw.seed, "fixes the order of the trials");
  app.add_option("-o,--out", raw.out, "the folder of the results (new or empty)");
  app.add_option("--color", run.color, "auto, always or never");
  app.add_option("--benchmark_filter", run.filter,
                 "only cells whose name matches this regular expression");
  app.add_option("--trace", run.trace,
                 "cells whose name matches get a timeline: who ran which task when");
  app.add_flag("--benchmark_list_tests", run.list_tests, "print the cells' names and end");
  app.add_flag("--dry-run", run.dry_run,
               "print cells, trials, time, memory and each command, and end");
  app.add_flag("!--no-lock", run.lock, "measure beside other runs instead of waiting for them");
  app.add_flag("--strict", run.strict, "end with 3 where the machine was too busy for a verdict");
  app.add_flag("-q,--quiet", run.quiet, "nothing on stderr but errors");
  app.add_flag("-v,--verbose", run.verbose, "a line for every trial");
  app.add_flag("!--no-progress", run.progress, "no bar and no progress lines");
  app.add_flag("--hostname", run.hostname, "write the host's name to environment.json");
}

// "5%" -> 0.05
double share(const char* option, const std::string& text) {
  double percent = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc() || rest + 1 != end || *rest != '%' || !(percent >= 0.1) ||
      !(percent <= 100)) {
    throw UsageError(std::string(option) + ": '" + printable(text) +
                     "' is not allowed: from 0.1% to 100%");
  }
  return percent / 100;
}

void read_values(const Raw& raw, RunOptions& run) {
  if (!raw.workloads.empty()) run.workloads = split_list("--workloads", raw.workloads);
  if (!raw.runners.empty()) run.runners = split_list("--runners", raw.runners);
  if (!raw.blocks.empty()) {
    run.blocks =
        static_cast<int>(checked("--blocks", [&] { return parse_count(raw.blocks, 1, 100'000); }));
  }
  if (!raw.seed.empty())
    run.seed = checked("--seed", [&] { return parse_count(raw.seed, 0, UINT64_MAX); });
  const auto duration = [](const char* option, const std::string& text, double least, double most) {
    const double value_s = checked(option, [&] { return parse_duration_s(text); });
    if (value_s < least || value_s > most) {
      throw UsageError(std::string(option) + ": '" + text + "' is not allowed: from " +
                       duration_text(least) + " to " + duration_text(most));
    }
    return value_s;
  };
  if (!raw.sample.empty()) run.min_sample_s = duration("--sample", raw.sample, 1e-3, 600);
  if (!raw.timeout.empty()) run.timeout_s = duration("--timeout", raw.timeout, 0.1, 86'400);
  if (!raw.budget.empty()) run.budget_s = duration("--budget", raw.budget, 1, 604'800);
  if (!raw.wait.empty()) run.wait_s = duration("--wait", raw.wait, 0, 604'800);
  if (!raw.width.empty()) run.width = share("--width", raw.width);
  run.out = raw.out;
  run.resume = raw.resume;
  if (find_preset(run.preset) == nullptr) {
    std::string names;
    for (const Preset& preset : presets()) names += (names.empty() ? "" : ", ") + preset.name;
    throw UsageError("--preset: '" + run.preset + "' is not a preset: " + names);
  }
  if (run.color != "auto" && run.color != "always" && run.color != "never") {
    throw UsageError("--color: '" + run.color + "' is not allowed: auto, always or never");
  }
}

Options parse_run(std::vector<std::string> words, bool selftest = false);

// The options of the run in the folder, under those that are given now.
RunOptions resumed(const RunOptions& given, const std::vector<const CLI::Option*>& said) {
  for (const CLI::Option* option : said) {
    const std::string name = "--" + option->get_lnames().front();
    if (!with_resume.contains(name)) {
      throw UsageError(name + " cannot be changed with --resume: what is measured stays as it was");
    }
  }
  const std::filesystem::path file = given.resume / "options.toml";
  if (!std::filesystem::exists(file)) {
    throw UsageError("--resume: '" + given.resume.string() +
                     "' is not the folder of a run: it has no options.toml");
  }
  RunOptions run = parse_run({"--config", file.string()}).run;
  run.resume = given.resume;
  if (given.blocks) run.blocks = given.blocks;
  if (given.budget_s) run.budget_s = given.budget_s;
  if (given.timeout_s) run.timeout_s = given.timeout_s;
  run.wait_s = given.wait_s;
  run.lock = given.lock;
  run.strict = given.strict || run.strict;
  run.quiet = given.quiet;
  run.verbose = given.verbose;
  run.progress = given.progress;
  run.color = given.color;
  return run;
}

Options parse_run(std::vector<std::string> words, bool selftest) {
  refuse_foreign_words(words);
  Options options;
  options.command = selftest ? "selftest" : "run";
  Raw raw;
  CLI::App app{"How many workers, and which concurrency model, for this work on this machine?"};
  if (selftest) {
    app.add_flag("--long", options.run.long_selftest, "200 comparisons instead of 60");
    app.add_option("--seed", raw.seed, "fixes the order of the trials");
    app.add_option("-o,--out", raw.out, "the folder of the results (new or empty)");
    app.add_option("--wait", raw.wait, "wait for a quiet machine, at most so long: 20m");
    app.add_flag("!--no-lock", options.run.lock, "measure beside other runs");
    app.add_flag("-q,--quiet", options.run.quiet, "nothing on stderr but errors");
    app.add_flag("!--no-progress", options.run.progress, "no bar and no progress lines");
  } else {
    app.set_config("--config", "", "options from a file: the options.toml of an earlier run");
    add_options(app, options.run, raw);
  }
  app.allow_extras();
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    options.command = "help";
    const std::string help = app.help();
    options.text = usage_head + help.substr(help.find("\nOptions"));
    return options;
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  if (!app.remaining().empty()) refuse_unknown(app.remaining());
  std::vector<const CLI::Option*> said;
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0) said.push_back(option);
    for (const std::string& value : option->results()) {
      if (value.empty()) throw UsageError(option->get_name() + ": the value is empty");
    }
  }
  read_values(raw, options.run);
  if (!options.run.resume.empty()) {
    options.run = resumed(options.run, said);
    return options;
  }
  options.run.toml = app.config_to_str();
  return options;
}

}  // namespace

std::vector<std::string> split_list(const std::string& option, const std::string& text) {
  std::vector<std::string> words;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    words.push_back(text.substr(start, comma - start));
    if (words.back().empty())
      throw UsageError(option + ": '" + text + "' has an empty word: write a,b");
    if (comma == std::string::npos) return words;
    start = comma + 1;
  }
}

Options parse_options(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = arguments;
  const std::string first = words.empty() ? "" : words.front();
  if (first == "--version") {
    Options options;
    options.command = "version";
    options.text = std::string("parbench ") + PARBENCH_VERSION + "\n";
    return options;
  }
  static const std::set<std::string> passed_on{"list", "report", "summary", "compare",
                                               "check-runner"};
  if (passed_on.contains(first)) {
    Options options;
    options.command = first;
    options.arguments.assign(words.begin() + 1, words.end());
    return options;
  }
  if (first == "run" || first == "selftest")
    words.erase(words.begin());
  else if (!first.empty() && first.front() != '-') {
    throw UsageError("'" + first +
                     "' is not a command: run, selftest, list, report, summary, compare or "
                     "check-runner");
  }
  return parse_run(words, first == "selftest");
}

}  // namespace parbench
