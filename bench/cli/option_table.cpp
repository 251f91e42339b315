#include "bench/cli/option_table.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "bench/cli/option_values.hpp"
#include "bench/plan/lists.hpp"

namespace parbench {
namespace {

namespace values = option_values;

// An option with a value. What `parse` throws, std::invalid_argument, is refused in its name. `kind`
// tells completion what the value is (bench/cli/completion.cpp).
template <typename Target, typename Parse>
CLI::Option* add(CLI::App& app, const std::string& names, Target& target, Parse parse,
                 const char* kind, const std::string& help) {
  const std::size_t long_name = names.find("--");
  const std::string name = long_name == std::string::npos ? names : names.substr(long_name);
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
  // Not written to options.toml: the folder is full, and the seed that was drawn is added there,
  // as are the figures that were measured (--measured).
  add(app, "--seed", run.seed, values::seed, "NUMBER", "fixes the order of the trials")
      ->configurable(false);
  add(app, "-o,--out", run.out, values::path, "DIR",
      "folder of the results, new or empty (default: in results/)")
      ->configurable(false);
}

void add_dry_run(CLI::App& app, RunOptions& run) {
  app.add_flag("--dry-run", run.dry_run,
               "only print cells, trials, time and memory; with -v each cell's command");
}

// `wait`: the name of that option; advise has another use for --wait.
void add_manner_options(CLI::App& app, RunOptions& run, const char* wait = "--wait") {
  add(app, wait, run.wait_s, values::seconds(0, 604'800), "TIME",
      "wait for an idle machine, at most this long: 20m");
  add_no(app, "--no-lock", run.lock, "measure beside other runs instead of waiting for them");
  add_no(app, "--no-progress", run.progress, "no progress bar or lines");
  app.add_flag("-q,--quiet", run.quiet, "print nothing but errors on stderr");
}

void add_selection_options(CLI::App& app, RunOptions& run, const char* runners_help) {
  add(app, "-w,--workloads", run.workloads, split_list, "WORKLOADS",
      "only these workloads: primes,sleep");
  add(app, "-R,--runners", run.runners, split_list, "RUNNERS", runners_help);
  add(app, "-j,--workers", run.workers, values::text, "LIST",
      "worker counts: 1,2,cores,cpus,2xcpus,1-8");
  app.add_option("-s,--set", run.settings, "workload parameter: primes.count=256; a list sweeps")
      ->type_name("KEY=VALUE");
  app.add_option("--measured", run.measured,
                 "a figure of the machine as an earlier run measured it: mixed.rounds=741000")
      ->type_name("KEY=VALUE")
      ->configurable(false);
  add(app, "--sample", run.min_sample_s, values::seconds(1e-3, 600), "TIME",
      "minimum sample time: 200ms (default: the preset's)");
}

void add_effort_options(CLI::App& app, RunOptions& run) {
  add(app, "--resume", run.resume, values::path, "DIR", "continue the run of this folder")
      ->configurable(false);
  app.add_flag("--resume-elsewhere", run.resume_elsewhere,
               "also with another affinity, kernel, compiler or revision; the page says so")
      ->configurable(false);
  add(app, "-b,--blocks", run.blocks, values::blocks, "NUMBER",
      "measure each cell this often (default: until intervals are narrow)");
  add(app, "--budget", run.budget_s, values::seconds(1, 604'800), "TIME",
      "time limit of the run, spent on wide intervals: 10m");
  add(app, "--timeout", run.timeout_s, values::seconds(0.1, 86'400), "TIME",
      "time limit of one trial: 60s");
}

void add_run_options(CLI::App& app, Options& options) {
  RunOptions& run = options.run;
  app.option_defaults()->group("What is measured");
  add(app, "-p,--preset", run.preset, values::preset, "PRESET",
      "quick (default), standard, thorough, claims or families");
  add_selection_options(app, run, "only these runners: tbb,openmp; a path is your own");
  add(app, "--python", run.pythons, split_list, "PATH",
      "CPython's runners under these interpreters too: python3.13,/opt/3.13t/bin/python3");
  add(app, "--hosts", run.hosts, values::path, "FILE",
      "the workers of mpi on these machines: a line each, NAME slots=COUNT");
  add(app, "--benchmark_filter", run.filter, values::text, "REGEX",
      "only cells whose name matches");
  add(app, "--trace", run.trace, values::text, "REGEX",
      "record which worker ran which task when, of matching cells");
  add(app, "--width", run.width, values::width, "PERCENT",
      "target interval width, of the median: 5% (default)");
  add(app, "--margin", run.margin, values::small_share, "PERCENT",
      "differences up to this count as none: 3% (default)");
  add_place_options(app, run);
  add(app, "--label", run.label, values::label, "TEXT",
      "name of this machine in reports of several: pc07")
      ->configurable(false);
  add(app, "--config", options.config, values::path, "FILE",
      "options from a file: options.toml of an earlier run")
      ->configurable(false);
  app.add_flag("--hostname", run.hostname, "write the host's name to environment.json");
  add_dry_run(app, run);
  app.add_flag("--benchmark_list_tests", run.list_tests, "only print the names of the cells");

  app.option_defaults()->group(also_with_resume);
  add_effort_options(app, run);
  add_manner_options(app, run);
  app.add_flag("-v,--verbose", run.verbose, "print a line for each trial");
  add(app, "--color", run.color, values::color, "auto|always|never",
      "colours of the progress (default: auto)");
  app.add_flag("--strict", run.strict, "exit code 3 without a verdict");
  add_no(app, "--no-report", run.report, "do not write report.html and the charts");
}

void add_ab_options(CLI::App& app, RunOptions& run) {
  AbOptions& ab = run.ab;
  app.option_defaults()->group("What is measured");
  // With a long name too, so that options.toml holds them for --resume.
  add(app, "BEFORE,--before", ab.before, values::path, "PATH",
      "a build's folder, or a runner's executable");
  add(app, "AFTER,--after", ab.after, values::path, "PATH", "the same, after the change");
  add_selection_options(app, run, "only these runners (default: those that both builds have)");
  add(app, "--find", ab.find, values::small_share, "PERCENT",
      "the change that matters; measure until it would be found 9 times in 10: 5% (default)");
  add_place_options(app, run);
  add_dry_run(app, run);

  app.option_defaults()->group(also_with_resume);
  add_effort_options(app, run);
  add(app, "--fail-on", ab.fail_on, values::slower, "slower[:P%]",
      "exit code 1 if a cell is shown slower by more than P% (default: by any amount)");
  add(app, "--json", ab.json, values::path_or_stdout, "FILE",
      "write the verdicts as JSON; - is stdout");
  add(app, "--junit", ab.junit, values::path_or_stdout, "FILE",
      "write the verdicts as JUnit XML; - is stdout");
  app.add_flag("--strict", run.strict, "exit code 3 if any cell is inconclusive");
  add_manner_options(app, run);
  app.add_flag("-v,--verbose", run.verbose, "print a line for each trial");
}

void add_advise_options(CLI::App& app, RunOptions& run) {
  AdviseOptions& advise = run.advise;
  app.option_defaults()->group("What for");
  add(app, "--compute", advise.compute_s, values::seconds(1e-6, 3600), "TIME",
      "CPU time of a request: 2ms");
  add(app, "--wait", advise.wait_s, values::seconds(0, 3600), "TIME",
      "how long a request waits, for a database say: 18ms");
  app.add_option("COMMAND,--command", advise.command,
                 "a program with its arguments, after --: -- gzip -kc big.txt")
      ->type_name("COMMAND");
  add(app, "--url", advise.url, values::text, "URL", "a page of a server: http://127.0.0.1:8080/");
  add(app, "--pid", advise.pid, values::pid, "PID",
      "a running process: watch for 10 s how it computes and waits")
      ->configurable(false);
  add(app, "--rate", advise.rate_per_s, values::rate, "RATE", "requests that arrive: 400/s");
  add(app, "--p99", advise.p99_s, values::seconds(1e-6, 3600), "TIME",
      "99 % of the requests are to take at most this: 50ms");
  add(app, "-R,--runners", run.runners, split_list, "RUNNERS",
      "only these runners; the first finds N (default: thread_pool,process_pool)");
  add(app, "--margin", run.margin, values::small_share, "PERCENT",
      "differences up to this count as none: 3% (default)");
  add(app, "--measured", run.measured, split_list, "KEY=VALUE",
      "a figure of the machine as an earlier run measured it: mixed.rounds=741000")
      ->configurable(false);
  add_place_options(app, run);

  app.option_defaults()->group(also_with_resume);
  add(app, "--resume", run.resume, values::path, "DIR", "continue the run of this folder")
      ->configurable(false);
  app.add_flag("--resume-elsewhere", run.resume_elsewhere,
               "also with another affinity, kernel, compiler or revision; the page says so")
      ->configurable(false);
  add(app, "--budget", run.budget_s, values::seconds(10, 604'800), "TIME",
      "time limit of the run: 2m (default)");
  add(app, "--timeout", run.timeout_s, values::seconds(0.1, 86'400), "TIME",
      "time limit of one trial: 60s");
  add(app, "--json", advise.json, values::path_or_stdout, "FILE",
      "write the advice as JSON; - is stdout");
  add_manner_options(app, run, "--wait-idle");
  app.add_flag("-v,--verbose", run.verbose, "print a line for each trial");
  add_no(app, "--no-report", run.report, "do not write report.html and the charts");
}

void add_selftest_options(CLI::App& app, RunOptions& run) {
  app.add_flag("--long", run.long_selftest, "200 comparisons instead of 60");
  add_place_options(app, run);
  add_manner_options(app, run);
}

void add_check_runner_options(CLI::App& app, CheckRunnerOptions& check) {
  add(app, "RUNNER", check.runner, values::path, "RUNNER",
      "a runner of this build (thread_pool), or the path of an executable")
      ->required();
  add(app, "-j,--workers", check.workers, values::text, "LIST",
      "worker counts (default: 1,2,3,4,8,16)");
}

}  // namespace

bool is_python_command(const std::string& name) {
  return name == "report" || name == "summary" || name == "compare";
}

void add_commands(CLI::App& app, Options& options) {
  const auto command = [&](const char* name, const char* about) -> CLI::App& {
    return *app.add_subcommand(name, about);
  };
  add_run_options(command("run", "measure; write a folder of results and its report"), options);
  command("list", "workloads, runners, presets, and what is not built")
      .add_flag("--json", options.list_json, "as JSON, with every parameter's range");
  command("report", "write report.html of one or more runs (default: the latest)");
  command("summary", "verdicts and summary.csv of a run (default: the latest)");
  command("compare", "what differs between runs (default: the last two)");
  add_advise_options(command("advise", "how many workers, of which runner, for your own work?"),
                     options.run);
  add_ab_options(command("ab", "did a change make it slower? two builds in one run"), options.run);
  add_selftest_options(command("selftest", "how often does the harness err on this machine?"),
                       options.run);
  add_check_runner_options(
      command("check-runner", "does an executable conform to the runner protocol?"),
      options.check_runner);
  // For those who install parbench: in no list of commands.
  CLI::App& completion = command("completion", "print the completion of a shell");
  completion.group("");
  add(completion, "SHELL", options.shell, values::text, "bash|zsh", "bash or zsh")->required();
  command("man", "print the man page").group("");
}

}  // namespace parbench
