// CLI11 reads the words; everything that it would refuse in its own words is refused in ours.
#include "bench/driver/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "bench/driver/presets.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

const char* const usage_head =
    "usage: parbench [run] [options]      measure, and write a folder of results\n"
    "       parbench list                 workloads, runners, presets and what is not built\n"
    "       parbench report [DIR...]      charts of a run (the latest one)\n"
    "       parbench check-runner PATH    does this executable keep the runner protocol?\n";

// What other tools call it, and what it is called here.
const std::map<std::string, std::string> other_names{
    {"--threads", "--workers"},    {"-t", "--workers"},
    {"--jobs", "--workers"},       {"--cores", "--workers"},
    {"--procs", "--workers"},      {"-n", "--workers"},
    {"--runs", "--blocks"},        {"-r", "--blocks"},
    {"--repetitions", "--blocks"}, {"--reps", "--blocks"},
    {"--rounds", "--blocks"},      {"--output", "--out"},
    {"--export-csv", "--out"},     {"--time", "--sample"},
    {"--min-time", "--sample"},    {"--warmup", "nothing: every trial has an untimed cold pass"}};

const std::map<std::string, std::string> refused_benchmark_flags{
    {"--benchmark_repetitions", "--blocks"},
    {"--benchmark_min_time", "--sample"},
    {"--benchmark_min_warmup_time", "nothing: every trial has an untimed cold pass"},
    {"--benchmark_out", "--out"},
    {"--benchmark_out_format", "--out"},
    {"--benchmark_format", "--out"},
    {"--benchmark_enable_random_interleaving", "--seed: the order is always shuffled"},
    {"--benchmark_report_aggregates_only", "summary.md"},
    {"--benchmark_display_aggregates_only", "summary.md"},
    {"--benchmark_counters_tabular", "samples.csv"},
    {"--benchmark_color", "--color"}};

std::string name_of(const std::string& word) { return word.substr(0, word.find('=')); }

void refuse_foreign_words(const std::vector<std::string>& arguments) {
  for (const std::string& word : arguments) {
    if (const auto found = refused_benchmark_flags.find(name_of(word));
        found != refused_benchmark_flags.end()) {
      throw UsageError(found->first + " is not used here: instead, " + found->second);
    }
  }
}

[[noreturn]] void refuse_unknown(const std::vector<std::string>& words) {
  const std::string name = name_of(words.front());
  if (const auto found = other_names.find(name); found != other_names.end()) {
    throw UsageError(name + " is not an option: here it is " + found->second);
  }
  throw UsageError("'" + words.front() + "' is not understood: parbench --help lists the options");
}

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
  std::string workloads, runners, blocks, seed, sample, timeout, out;
};

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
  app.add_option("-b,--blocks", raw.blocks, "how often each cell is measured");
  app.add_option("--sample", raw.sample, "the least time of a sample: 200ms");
  app.add_option("--timeout", raw.timeout, "the most time of one trial before it is killed: 60s");
  app.add_option("--seed", raw.seed, "fixes the order of the trials");
  app.add_option("-o,--out", raw.out, "the folder of the results (new or empty)");
  app.add_option("--color", run.color, "auto, always or never");
  app.add_option("--benchmark_filter", run.filter,
                 "only cells whose name matches this regular expression");
  app.add_flag("--benchmark_list_tests", run.list_tests, "print the cells' names and end");
  app.add_flag("--dry-run", run.dry_run,
               "print cells, trials, time, memory and each command, and end");
  app.add_flag("-q,--quiet", run.quiet, "nothing on stderr but errors");
  app.add_flag("-v,--verbose", run.verbose, "a line for every trial");
  app.add_flag("!--no-progress", run.progress, "no bar and no progress lines");
  app.add_flag("--hostname", run.hostname, "write the host's name to environment.json");
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
  run.out = raw.out;
  if (find_preset(run.preset) == nullptr) {
    std::string names;
    for (const Preset& preset : presets()) names += (names.empty() ? "" : ", ") + preset.name;
    throw UsageError("--preset: '" + run.preset + "' is not a preset: " + names);
  }
  if (run.color != "auto" && run.color != "always" && run.color != "never") {
    throw UsageError("--color: '" + run.color + "' is not allowed: auto, always or never");
  }
}

Options parse_run(std::vector<std::string> words) {
  refuse_foreign_words(words);
  Options options;
  Raw raw;
  CLI::App app{"How many workers, and which concurrency model, for this work on this machine?"};
  app.set_config("--config", "", "options from a file: the options.toml of an earlier run");
  app.allow_extras();
  add_options(app, options.run, raw);
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
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (value.empty()) throw UsageError(option->get_name() + ": the value is empty");
    }
  }
  read_values(raw, options.run);
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
  if (first == "list" || first == "report" || first == "check-runner") {
    Options options;
    options.command = first;
    options.arguments.assign(words.begin() + 1, words.end());
    return options;
  }
  if (first == "run")
    words.erase(words.begin());
  else if (!first.empty() && first.front() != '-') {
    throw UsageError("'" + first + "' is not a command: run, list, report or check-runner");
  }
  return parse_run(words);
}

}  // namespace parbench
