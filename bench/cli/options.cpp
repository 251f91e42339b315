#include "bench/cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "bench/cli/option_hints.hpp"
#include "bench/plan/presets.hpp"
#include "bench/plan/selection.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

// This heading of --help is the rule too: an option under another one is fixed when a run begins.
constexpr const char* also_with_resume = "How it is measured (also with --resume)";

std::string text_of(const std::string& text) { return text; }

int blocks_of(const std::string& text) { return static_cast<int>(parse_count(text, 1, 100'000)); }

std::uint64_t seed_of(const std::string& text) { return parse_count(text, 0, UINT64_MAX); }

// The parser of a duration within these limits.
auto seconds(double least_s, double most_s) {
  return [=](const std::string& text) {
    const double value_s = parse_duration_s(text);
    if (value_s < least_s || value_s > most_s) {
      throw std::invalid_argument(fmt::format("'{}' is not allowed: from {} to {}", text,
                                              duration_text(least_s), duration_text(most_s)));
    }
    return value_s;
  };
}

// "5%" -> 0.05
double share_of(const std::string& text) {
  double percent = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc() || rest + 1 != end || *rest != '%' || !(percent >= 0.1) ||
      !(percent <= 100)) {
    throw std::invalid_argument(
        fmt::format("'{}' is not allowed: from 0.1% to 100%", printable(text)));
  }
  return percent / 100;
}

std::string preset_of(const std::string& text) {
  if (find_preset(text) != nullptr) return text;
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.push_back(preset.name);
  throw std::invalid_argument(
      fmt::format("'{}' is not a preset: {}", text, fmt::join(names, ", ")));
}

std::string color_of(const std::string& text) {
  if (text == "auto" || text == "always" || text == "never") return text;
  throw std::invalid_argument(fmt::format("'{}' is not allowed: auto, always or never", text));
}

// An option with a value. What `parse` throws, std::invalid_argument, is refused in its name.
template <typename Target, typename Parse>
CLI::Option* add(CLI::App& app, const std::string& names, Target& target, Parse parse,
                 const char* kind, const std::string& help) {
  const std::string name = names.substr(names.find("--"));
  const auto read = [&target, parse, name](const std::string& text) {
    try {
      if (text.empty()) throw std::invalid_argument("the value is empty");
      target = parse(text);
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("{}: {}", name, error.what()));
    }
  };
  return app.add_option_function<std::string>(names, read, help)->type_name(kind);
}

void add_no(CLI::App& app, const char* name, bool& target, const char* help) {
  app.add_flag_callback(
      name, [&target] { target = false; }, help);
}

void add_place_options(CLI::App& app, RunOptions& run) {
  // Not written to options.toml: the folder is full, and the seed that was drawn is added there.
  add(app, "--seed", run.seed, seed_of, "NUMBER", "fixes the order of the trials")
      ->configurable(false);
  add(app, "-o,--out", run.out, text_of, "DIR",
      "folder of the results, new or empty (default: in results/)")
      ->configurable(false);
}

void add_manner_options(CLI::App& app, RunOptions& run) {
  add(app, "--wait", run.wait_s, seconds(0, 604'800), "TIME",
      "wait for an idle machine, at most this long: 20m");
  add_no(app, "--no-lock", run.lock, "measure beside other runs instead of waiting for them");
  add_no(app, "--no-progress", run.progress, "no progress bar or lines");
  app.add_flag("-q,--quiet", run.quiet, "print nothing but errors on stderr");
}

void add_run_options(CLI::App& app, RunOptions& run, std::filesystem::path& config) {
  app.option_defaults()->group("What is measured");
  add(app, "-p,--preset", run.preset, preset_of, "NAME",
      "quick (default), standard, thorough or claims");
  add(app, "-w,--workloads", run.workloads, split_list, "LIST", "only these workloads: a,b");
  add(app, "-R,--runners", run.runners, split_list, "LIST",
      "only these runners: a,b; a path is your own");
  add(app, "-j,--workers", run.workers, text_of, "LIST", "worker counts: 1,2,4,cpus,2xcpus,1-8");
  app.add_option("-s,--set", run.settings, "workload parameter: primes.count=256; a list sweeps")
      ->type_name("KEY=VALUE");
  add(app, "--benchmark_filter", run.filter, text_of, "REGEX", "only cells whose name matches");
  add(app, "--trace", run.trace, text_of, "REGEX",
      "record which worker ran which task when, of matching cells");
  add(app, "--sample", run.min_sample_s, seconds(1e-3, 600), "TIME",
      "minimum sample time: 200ms (default: the preset's)");
  add(app, "--width", run.width, share_of, "PERCENT",
      "target interval width, of the median: 5% (default)");
  add_place_options(app, run);
  add(app, "--config", config, text_of, "FILE",
      "options from a file: options.toml of an earlier run")
      ->configurable(false);
  app.add_flag("--hostname", run.hostname, "write the host's name to environment.json");
  app.add_flag("--dry-run", run.dry_run, "only print cells, time, memory and each trial's command");
  app.add_flag("--benchmark_list_tests", run.list_tests, "only print the names of the cells");

  app.option_defaults()->group(also_with_resume);
  add(app, "--resume", run.resume, text_of, "DIR", "continue the run of this folder")
      ->configurable(false);
  add(app, "-b,--blocks", run.blocks, blocks_of, "NUMBER",
      "measure each cell this often (default: until intervals are narrow)");
  add(app, "--budget", run.budget_s, seconds(1, 604'800), "TIME",
      "time limit of the run, spent on wide intervals: 10m");
  add(app, "--timeout", run.timeout_s, seconds(0.1, 86'400), "TIME",
      "time limit of one trial: 60s");
  add_manner_options(app, run);
  app.add_flag("-v,--verbose", run.verbose, "print a line for each trial");
  add(app, "--color", run.color, color_of, "WHEN", "auto (default), always or never");
  app.add_flag("--strict", run.strict, "exit code 3 where there is no verdict");
  add_no(app, "--no-report", run.report, "do not write report.html and the charts");
}

void add_selftest_options(CLI::App& app, RunOptions& run) {
  app.add_flag("--long", run.long_selftest, "200 comparisons instead of 60");
  add_place_options(app, run);
  add_manner_options(app, run);
}

void add_check_runner_options(CLI::App& app, CheckRunnerOptions& check) {
  app.add_option("PATH", check.path, "an executable: build/release/runners/thread_pool")
      ->type_name("")
      ->required();
  add(app, "-j,--workers", check.workers, text_of, "LIST", "worker counts (default: 1,2,3,4,8,16)");
}

// The options of the file count where the command line does not give them.
void read_file(CLI::App& app, const char* option_name, const std::filesystem::path& file) {
  try {
    CLI::ConfigTOML format;
    for (const CLI::ConfigItem& item : format.from_file(file.string())) {
      CLI::Option* option = app.get_option_no_throw("--" + item.name);
      if (!item.parents.empty() || option == nullptr || item.name == "config" ||
          item.name == "resume") {
        throw UsageError(fmt::format(
            "{}: '{}' holds '{}', which is not an option there", option_name, file.string(),
            printable(item.parents.empty() ? item.name : "[" + item.parents.front() + "]")));
      }
      if (option->count() > 0) continue;
      if (option->get_expected_max() == 0) {
        option->add_result(option->get_flag_value(item.name, format.to_flag(item)));
      } else {
        option->add_result(item.inputs);
      }
      option->run_callback();
    }
  } catch (const CLI::Error& error) {
    throw UsageError(fmt::format("{}: '{}': {}", option_name, file.string(), error.what()));
  }
}

// --resume lays the new options over those that the run began with.
void read_earlier_options(CLI::App& app, const std::filesystem::path& folder) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() > 0 && option->get_group() != also_with_resume) {
      throw UsageError(
          fmt::format("--{} cannot be changed with --resume: what is measured stays as it was",
                      option->get_lnames().front()));
    }
  }
  if (!std::filesystem::exists(folder / "options.toml")) {
    throw UsageError(fmt::format(
        "--resume: '{}' is not the folder of a run: it has no options.toml", folder.string()));
  }
  read_file(app, "--resume", folder / "options.toml");
}

void refuse_unknown_command(CLI::App& app, const std::string& name) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  throw UsageError(
      fmt::format("unknown command '{}'; allowed: {}", printable(name), fmt::join(names, ", ")));
}

Options help(const std::string& text) {
  Options options;
  options.command = "help";
  options.help = text;
  return options;
}

}  // namespace

bool is_python_command(const std::string& name) {
  return name == "report" || name == "summary" || name == "compare";
}

Options parse_options(std::vector<std::string> args) {
  Options options;
  std::filesystem::path config;
  CLI::App app{"How many workers, and which concurrency model, for this work on this machine?",
               "parbench"};
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("Subcommands", "Commands");
  app.require_subcommand(1);
  app.allow_extras();  // inherited by the commands; refuse_unknown() refuses them in better words
  app.set_version_flag("--version", "parbench " PARBENCH_VERSION);
  CLI::App& run = *app.add_subcommand("run", "measure; write a folder of results and its report");
  add_run_options(run, options.run, config);
  app.add_subcommand("list", "workloads, runners, presets, and what is not built");
  app.add_subcommand("report", "write report.html of a run (default: the latest)");
  app.add_subcommand("summary", "verdicts and summary.csv of a run (default: the latest)");
  app.add_subcommand("compare", "is run B slower than run A? (default: the last two)");
  add_selftest_options(
      *app.add_subcommand("selftest", "how often does the harness err on this machine?"),
      options.run);
  add_check_runner_options(
      *app.add_subcommand("check-runner", "does an executable conform to the runner protocol?"),
      options.check_runner);
  app.footer(
      "parbench COMMAND --help lists the options of a command; without a command it is run.");

  const bool of_app =
      !args.empty() && (args[0] == "--help" || args[0] == "-h" || args[0] == "--version");
  if (args.empty() || (args[0].starts_with('-') && !of_app)) args.insert(args.begin(), "run");
  options.command = args[0];
  if (is_python_command(options.command)) {
    options.args.assign(args.begin() + 1, args.end());
    return options;
  }
  if (!of_app) refuse_unknown_command(app, options.command);
  try {
    std::reverse(args.begin(), args.end());  // as CLI11 takes them
    app.parse(args);
  } catch (const CLI::CallForHelp&) {
    return help(app.help());
  } catch (const CLI::CallForVersion& version) {
    return help(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    throw UsageError(fmt::format("{}: {}", options.command, error.what()));
  }
  const CLI::App& command = *app.get_subcommand(options.command);
  for (const std::string& argument : app.remaining(true)) refuse_unknown(argument, command);
  if (!options.run.resume.empty()) {
    read_earlier_options(run, options.run.resume);
  } else if (!config.empty()) {
    read_file(run, "--config", config);
  }
  options.run.toml = command.config_to_str();
  return options;
}

}  // namespace parbench
