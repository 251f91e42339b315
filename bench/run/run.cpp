#include "bench/run/run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "bench/output/google_benchmark_adapter.hpp"
#include "bench/plan/ab_plan.hpp"
#include "bench/plan/cell_names.hpp"
#include "bench/plan/selection.hpp"
#include "bench/plan/selftest.hpp"
#include "bench/run/ab.hpp"
#include "bench/run/advise.hpp"
#include "bench/run/dry_run.hpp"
#include "bench/run/finish_run.hpp"
#include "bench/run/lock.hpp"
#include "bench/run/python.hpp"
#include "bench/run/resume.hpp"
#include "bench/run/run_loop.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

// With a time limit the planned number of blocks is not a limit.
constexpr int most_blocks_in_time_limit = 100;
constexpr int most_spare_blocks = 2;

std::uint64_t random_seed() {
  std::random_device source;
  return source();  // 32 bits: easy to type
}

// Of one block of every experiment.
double block_seconds(Plan plan, double cpus) {
  plan.blocks = 1;
  return estimated_run_s(plan, cpus);
}

void require_time_for_a_block(const Plan& plan, const RunOptions& options, double cpus) {
  const double block_s = block_seconds(plan, cpus);
  if (options.budget_s && block_s > 2 * *options.budget_s) {
    throw UsageError(fmt::format(
        "--budget: {} is too short: one block of all cells takes about {}; give more, or fewer "
        "--workloads or --workers",
        human_duration(*options.budget_s), human_duration(block_s)));
  }
}

void choose_blocks(Plan& plan, const RunOptions& options, const Preset& preset, double cpus) {
  plan.fixed_blocks = options.blocks.has_value();
  plan.spare_blocks = most_spare_blocks;
  if (options.blocks) {
    plan.blocks = *options.blocks;
  } else if (options.budget_s) {
    plan.blocks = most_blocks_in_time_limit;
    plan.spare_blocks = 0;  // no cell has this many
  } else {
    plan.blocks = blocks_within(plan, preset.limit_s, cpus, preset.least_blocks, preset.blocks);
    plan.spare_limit_s = preset.limit_s;
  }
  require_time_for_a_block(plan, options, cpus);
}

Plan plan_of(const RunOptions& options, const Preset& preset, const RunContext& context) {
  const Selection selection = select(options, preset, context.planned_runners(), context.limits());
  if (!options.quiet) {
    for (const std::string& note : selection.notes) std::cerr << "parbench: " << note << '\n';
  }
  Plan plan = make_plan(selection.specs, context.planned_runners());
  plan.figures = selection.figures;
  if (!options.filter.empty()) filter_cells(plan, options.filter);
  if (!options.trace.empty()) mark_traced(plan, options.trace);
  add_probes(plan, context.cpus.usable);
  mark_too_big(plan, context.limits());
  plan.seed = options.seed.value_or(random_seed());
  plan.min_sample_s = options.min_sample_s.value_or(preset.min_sample_s);
  plan.width = options.width.value_or(plan.width);
  plan.margin = options.margin.value_or(plan.margin);
  choose_blocks(plan, options, preset, context.cpus.usable);
  return plan;
}

// reports/commands/ab.py
Judge ab_judge(const RunOptions& options) {
  Judge judge{"ab", {"--fail-on", exact_number(options.ab.fail_on)}, false};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) judge.args.insert(judge.args.end(), {name, value});
  };
  add("--json", options.ab.json);
  add("--junit", options.ab.junit);
  if (options.strict) judge.args.emplace_back("--strict");
  if (options.quiet) judge.args.emplace_back("--quiet");
  return judge;
}

// reports/commands/advise.py
Judge advise_judge(const RunOptions& options) {
  Judge judge{advise_name, {}, true};
  if (!options.advise.json.empty()) judge.args = {"--json", options.advise.json};
  if (options.quiet) judge.args.emplace_back("--quiet");
  return judge;
}

// Stage by stage where the plan grows, otherwise once.
void run_loop(std::optional<RunLoop>& loop, const RunOptions& options, Plan& plan,
              RunContext& context, TrialExecutor& executor, const std::filesystem::path& folder) {
  double used_s = 0;
  for (;;) {
    loop.emplace(options, plan, context, executor, folder, used_s);
    loop->run();
    if (options.preset != advise_name || loop->time_limit_reached()) return;
    if (!grow(plan, context, folder, *options.budget_s - loop->used_s())) return;
    used_s = loop->used_s();
    executor.know_new_cells();
    write_plan(folder, plan);
  }
}

// Measures until the plan, the time limit or Ctrl-C ends it; the exit code. Rows are on disk as soon
// as their trial has ended.
int measure(const RunOptions& options, Plan& plan, RunContext& context, const RunNames& names,
            const std::filesystem::path& folder, const std::vector<Sample>& earlier) {
  const auto started = std::chrono::steady_clock::now();
  TrialExecutor executor{options, plan, context, names, folder};
  for (const Sample& row : earlier) executor.remember(row);
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
    // plan.json does not have them yet if the run was killed in its first block.
    std::uint64_t& passes = plan.cells[cell].passes;
    if (passes == 0) passes = executor.history().passes(cell).value_or(0);
  }
  executor.progress().already_done(static_cast<int>(earlier.size()));
  std::optional<RunLoop> loop;
  RunResult result;
  try {
    run_loop(loop, options, plan, context, executor, folder);
  } catch (const Interrupted&) {
    result.interrupted = true;
  }
  executor.progress().clear();
  write_plan(folder, plan);
  if (options.preset == selftest_name) result.judge = {"selftest", {}, false};
  if (options.preset == advise_name) result.judge = advise_judge(options);
  if (options.preset == ab_preset().name) result.judge = ab_judge(options);
  result.time_limit_reached = loop->time_limit_reached();
  result.culprits = loop->culprits();
  result.total_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return finish_run(folder, options, plan, executor, result);
}

void say(const std::string& line) { std::cerr << "parbench: " << line << '\n'; }

std::optional<Lock> queue(const RunOptions& options) {
  if (!options.lock) return std::nullopt;
  return queue_for_machine(say);
}

int begin(const RunOptions& options, Plan plan, RunContext& context,
          const std::vector<std::string>& command_line) {
  catch_interrupts();
  const std::optional<Lock> alone = queue(options);
  RunNames names{new_run_id(options.preset), machine_id(context.machine, context.cpus.logical), "1",
                 utc_now()};
  const std::filesystem::path folder = make_run_folder(options.out, names.run_id);
  const std::optional<Lock> ours = lock_folder(folder, say);
  write_run_files(folder, names, options, plan, context, command_line);
  write_plan(folder, plan);
  start_google_benchmark();
  return measure(options, plan, context, names, folder, {});
}

// Cuts off a last row that a killed session left unfinished, before it is read.
void trim(const std::filesystem::path& folder) {
  try {
    const SampleFile files{folder};
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("--resume: {}", error.what()));
  }
}

int resume(const RunOptions& options, Plan plan, RunContext& context,
           const std::vector<std::string>& command_line) {
  const std::optional<Lock> ours = lock_folder(options.resume, say);
  RunNames names = resumed_names(options.resume, machine_id(context.machine, context.cpus.logical));
  const nlohmann::ordered_json changed =
      changed_since(options.resume, environment_of(names, options, plan, context, command_line),
                    options.resume_elsewhere);
  adopt_plan(options.resume, options, plan);
  trim(options.resume);
  const std::vector<Sample> earlier = earlier_rows(options.resume, names.run_id, plan);
  catch_interrupts();
  const std::optional<Lock> alone = queue(options);
  begin_session(options.resume, names, earlier, command_line, changed);
  start_google_benchmark();
  return measure(options, plan, context, names, options.resume, earlier);
}

}  // namespace

int run(RunOptions options, const std::vector<std::string>& command_line) {
  const Preset& preset = *find_preset(options.preset);
  RunContext context{options.runners, wanted_runners(options, preset), options.pythons};
  if (!options.hosts.empty())
    context.use_hosts(options.hosts, !options.dry_run && !options.list_tests);
  Plan plan = plan_of(options, preset, context);
  if (options.list_tests) {
    for (const Experiment& experiment : plan.experiments) {
      for (const std::size_t cell : experiment.cells)
        fmt::print("{}\n", cell_name(plan.cells[cell]));
    }
    return exit_code::ok;
  }
  if (options.dry_run) {
    print_dry_run(plan, context, options.verbose);
    return exit_code::ok;
  }
  return options.resume.empty() ? begin(options, std::move(plan), context, command_line)
                                : resume(options, std::move(plan), context, command_line);
}

int ab(RunOptions options, const std::vector<std::string>& command_line) {
  if (!find_python(false)) throw UsageError(missing_python(false));
  std::vector<std::string> none;
  RunContext context{none, {}};
  Plan plan = prepare_ab(options, context);
  plan.seed = options.seed.value_or(random_seed());
  options.preset = ab_preset().name;
  options.report = false;
  if (!options.blocks && !options.budget_s) {
    options.budget_s = std::max(
        ab_preset().limit_s, ab_preset().least_blocks * block_seconds(plan, context.cpus.usable));
  }
  require_time_for_a_block(plan, options, context.cpus.usable);
  if (options.dry_run) {
    print_dry_run(plan, context, options.verbose);
    return exit_code::ok;
  }
  if (!options.resume.empty()) require_same_sides(options.resume, context.sides);
  require_equal_work(options, plan, context);
  return options.resume.empty() ? begin(options, std::move(plan), context, command_line)
                                : resume(options, std::move(plan), context, command_line);
}

int advise(RunOptions options, const std::vector<std::string>& command_line) {
  if (!find_python(false)) throw UsageError(missing_python(false));
  options.preset = advise_name;
  options.budget_s = options.budget_s.value_or(120);
  ask(options);
  const std::vector<std::string> named = advise_runners(options);
  RunContext context{options.runners, {named.begin(), named.end()}};
  refuse_unknown_runners(options.runners, context.planned_runners());
  Plan plan = advise_plan(options, context);
  plan.seed = options.seed.value_or(random_seed());
  return options.resume.empty() ? begin(options, std::move(plan), context, command_line)
                                : resume(options, std::move(plan), context, command_line);
}

int selftest(RunOptions options, const std::vector<std::string>& command_line) {
  if (!find_python(false)) throw UsageError(missing_python(false));
  RunContext context{options.runners, selftest_runners()};
  Plan plan = selftest_plan(context.planned_runners(), context.cpus.usable, options.long_selftest);
  plan.seed = options.seed.value_or(random_seed());
  options.preset = selftest_name;
  options.budget_s = selftest_budget_s(options.long_selftest);
  return begin(options, std::move(plan), context, command_line);
}

}  // namespace parbench
