#include "bench/run/ab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "bench/digest.hpp"
#include "bench/launch/launch.hpp"
#include "bench/launch/tree.hpp"
#include "bench/nearest_name.hpp"
#include "bench/plan/ab_plan.hpp"
#include "bench/plan/selection.hpp"
#include "bench/run/trial_executor.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

const FoundRunner* find(const Side& side, const std::string& name) {
  const auto found = std::find_if(side.runners.begin(), side.runners.end(),
                                  [&](const FoundRunner& runner) { return runner.name == name; });
  return found == side.runners.end() ? nullptr : &*found;
}

std::string why_absent(const Side& side, const FoundRunner* runner) {
  if (runner == nullptr) return fmt::format("is not in {} '{}'", side.label, side.path.string());
  if (runner->absent.empty()) return "";
  return fmt::format("is not usable in {} '{}': {}", side.label, side.path.string(),
                     runner->absent);
}

// What both sides can run. A runner that one of them lacks is there with the reason.
std::vector<PlannedRunner> matched(const Side& before, const Side& after) {
  std::vector<std::string> names;
  for (const Side* side : {&before, &after}) {
    for (const FoundRunner& runner : side->runners) {
      if (std::find(names.begin(), names.end(), runner.name) == names.end())
        names.push_back(runner.name);
    }
  }
  std::vector<PlannedRunner> runners;
  for (const std::string& name : names) {
    const FoundRunner *a = find(before, name), *b = find(after, name);
    PlannedRunner planned{name, true, {}, why_absent(before, a), 1};
    if (planned.absent.empty()) planned.absent = why_absent(after, b);
    if (planned.absent.empty()) {
      planned.scales = a->scales && b->scales;
      planned.slowness = std::max(a->slowness, b->slowness);
      planned.start = {std::max(a->start.trial_s, b->start.trial_s),
                       std::max(a->start.worker_s, b->start.worker_s),
                       std::max(a->start.task_s, b->start.task_s)};
      planned.memory = a->memory.process_bytes > b->memory.process_bytes ? a->memory : b->memory;
      std::copy_if(a->workloads.begin(), a->workloads.end(), std::back_inserter(planned.workloads),
                   [&](const std::string& workload) {
                     return std::find(b->workloads.begin(), b->workloads.end(), workload) !=
                            b->workloads.end();
                   });
    }
    runners.push_back(planned);
  }
  return runners;
}

void refuse_unmatched(const std::vector<std::string>& wanted,
                      const std::vector<PlannedRunner>& runners) {
  std::vector<std::string> both;
  for (const PlannedRunner& runner : runners) {
    if (runner.absent.empty()) both.push_back(runner.name);
  }
  if (both.empty()) {
    throw UsageError(fmt::format("ab: the sides have no runner in common: {} {}",
                                 runners.front().name, runners.front().absent));
  }
  for (const std::string& name : wanted) {
    const auto found = std::find_if(runners.begin(), runners.end(),
                                    [&](const PlannedRunner& r) { return r.name == name; });
    if (found == runners.end()) {
      const std::string nearest = nearest_name(name, both);
      throw UsageError(fmt::format("--runners: '{}' is on neither side; {}", printable(name),
                                   nearest.empty()
                                       ? fmt::format("both have {}", fmt::join(both, ", "))
                                       : fmt::format("did you mean {}?", nearest)));
    }
  }
}

// The usual ones, as in a run; further runners are measured when they are named.
const std::vector<std::string>& usual_runners() { return find_preset("standard")->runners; }

// Empty where only the executable of a side knows.
std::set<std::string> wanted_names(const RunOptions& options) {
  if (!options.runners.empty()) return {options.runners.begin(), options.runners.end()};
  namespace fs = std::filesystem;
  if (!fs::is_directory(options.ab.before) || !fs::is_directory(options.ab.after)) return {};
  return {usual_runners().begin(), usual_runners().end()};
}

void find_sides(const RunOptions& options, RunContext& context) {
  const AbOptions& ab = options.ab;
  const std::set<std::string> wanted = wanted_names(options);
  for (const auto& [label, path] :
       {std::pair{side_labels[0], ab.before}, std::pair{side_labels[1], ab.after}}) {
    try {
      context.sides.push_back(
          find_side(label, path, wanted, context.guard, context.scratch.path()));
    } catch (const std::runtime_error& error) {
      throw UsageError(fmt::format("ab: {}", error.what()));
    }
  }
  Side& before = context.sides[0];
  Side& after = context.sides[1];
  // Two executables are compared whatever they call themselves.
  if (!before.is_build && !after.is_build) before.runners[0].name = after.runners[0].name;
  for (const Side& side : context.sides) {
    for (FoundRunner runner : side.runners) {
      runner.name = labelled(side.label, runner.name);
      context.runners.push_back(std::move(runner));
    }
  }
}

// Of builds that have none of the usual runners, all.
std::vector<std::string> usual(const std::vector<PlannedRunner>& runners) {
  const std::vector<std::string>& known = usual_runners();
  std::vector<std::string> all, found;
  for (const PlannedRunner& runner : runners) {
    all.push_back(runner.name);
    if (std::find(known.begin(), known.end(), runner.name) != known.end())
      found.push_back(runner.name);
  }
  return found.empty() ? all : found;
}

}  // namespace

Plan prepare_ab(RunOptions options, RunContext& context) {
  find_sides(options, context);
  const Side &before = context.sides[0], &after = context.sides[1];
  const std::vector<PlannedRunner> runners = matched(before, after);
  refuse_unmatched(options.runners, runners);
  if (options.workloads.empty()) options.workloads = ab_workloads(runners);
  for (const Side* side : {&before, &after}) {
    if (!side->is_build && options.runners.empty()) options.runners = {side->runners.front().name};
  }
  Preset preset = ab_preset();
  preset.runners = usual(runners);
  const Selection selection = select(options, preset, runners, context.limits());
  Plan plan = ab_plan(selection.specs, runners, {before.label, after.label});
  plan.figures = selection.figures;
  if (!options.quiet) {
    for (const std::string& note : selection.notes) std::cerr << "parbench: " << note << '\n';
  }
  mark_too_big(plan, context.limits());
  plan.margin = options.ab.find;
  plan.width = width_to_find(options.ab.find, plan.cells.size() / 2);
  plan.min_sample_s = options.min_sample_s.value_or(ab_preset().min_sample_s);
  plan.fixed_blocks = options.blocks.has_value();
  plan.blocks = options.blocks.value_or(ab_preset().blocks);
  return plan;
}

void require_equal_work(const RunOptions& options, Plan& plan, RunContext& context) {
  Launcher launcher{context.guard, own_tree().helpers, context.scratch.path()};
  for (Experiment& experiment : plan.experiments) {
    std::vector<std::uint64_t> digests;
    for (std::size_t side = 0; side < context.sides.size(); ++side) {
      const Cell& cell = plan.cells[experiment.cells[side]];
      if (!cell.unsupported.empty()) break;
      Launch launch = launch_of(cell, plan, context, options.timeout_s);
      launch.passes = 1;
      const Outcome outcome = launcher.run(launch);
      if (!outcome.record) {
        throw UsageError(fmt::format("ab: {} fails on {} {}: {}", cell.runner, cell.workload,
                                     cell.params, outcome.reason));
      }
      digests.push_back(outcome.record->digest.sum);
    }
    if (digests.size() < 2) continue;
    if (digests[0] != digests[1]) {
      throw UsageError(fmt::format(
          "ab: the sides do different work on {} {}: digest {} in {} '{}', {} in {} '{}'",
          experiment.workload, experiment.params, digest_text(digests[0]), context.sides[0].label,
          context.sides[0].path.string(), digest_text(digests[1]), context.sides[1].label,
          context.sides[1].path.string()));
    }
    experiment.digest = digests[0];
  }
}

}  // namespace parbench
