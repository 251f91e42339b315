#include "bench/plan/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bench/nearest_name.hpp"
#include "bench/plan/figures.hpp"
#include "bench/plan/lists.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

// The preset's list of 100,000,000 numbers takes 800 MB: a machine without twice that gets a tenth,
// or a hundredth, whichever fits. Only a preset's own number is scaled; what the user asks for is
// done or refused.
std::map<std::string, std::string> fitted(const PresetExperiment& experiment, const Limits& limits,
                                          std::string& note) {
  std::map<std::string, std::string> parameters = experiment.parameters;
  const auto elements = parameters.find("elements");
  if (experiment.workload != "range_sum" || elements == parameters.end()) return parameters;
  std::uint64_t count = std::stoull(elements->second);
  while (count > 1000 && count * 8 > limits.data_bytes() / 2) count /= 10;
  if (std::to_string(count) != elements->second) {
    note = fmt::format(
        "range_sum.elements is {} instead of {}: {} does not hold more", count, elements->second,
        limits.scratch_bytes < limits.memory.available_bytes
            ? limits.scratch + ", the scratch space (PARBENCH_SCRATCH names another),"
            : "the available memory (" + limits.memory.text() + ")");
    elements->second = std::to_string(count);
  }
  return parameters;
}

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind != WorkloadKind::checking) names.emplace_back(workload.name);
  }
  return names;
}

using Values = std::map<std::string, std::vector<std::string>>;  // key -> its values

std::map<std::string, Values> read_settings(const std::vector<std::string>& settings) {
  std::map<std::string, Values> by_workload;
  for (const std::string& setting : settings) {
    const std::size_t dot = setting.find('.'), equals = setting.find('=');
    if (dot == std::string::npos || equals == std::string::npos || dot > equals) {
      throw UsageError(fmt::format("--set: '{}' is not a setting: write workload.key=value",
                                   printable(setting)));
    }
    const std::string workload = setting.substr(0, dot);
    if (find_workload(workload) == nullptr) {
      throw UsageError(fmt::format("--set: '{}' is not a workload{}", printable(workload),
                                   did_you_mean(workload, workload_names())));
    }
    const std::string value = setting.substr(equals + 1);
    // A text may contain commas, and be empty.
    const std::string key = setting.substr(dot + 1, equals - dot - 1);
    const auto& specs = find_workload(workload)->parameters;
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const ParameterSpec& one) { return one.key == key; });
    if (spec != specs.end() && spec->drawn) {
      throw UsageError(fmt::format("--set: '{}' is not a setting: it is another one in each block",
                                   setting.substr(0, equals)));
    }
    const bool text = spec != specs.end() && spec->type == ParameterSpec::Type::text;
    by_workload[workload][key] =
        text ? std::vector{value} : split_list_of("--set " + setting.substr(0, equals), value);
  }
  return by_workload;
}

// Every combination of the values that are swept.
std::vector<std::map<std::string, std::string>> sweep(
    const std::map<std::string, std::string>& base, const Values& values) {
  std::vector<std::map<std::string, std::string>> sets{base};
  for (const auto& [key, choices] : values) {
    std::vector<std::map<std::string, std::string>> next;
    for (const auto& set : sets) {
      for (const std::string& choice : choices) {
        next.push_back(set);
        next.back()[key] = choice;
      }
    }
    sets = std::move(next);
  }
  return sets;
}

void refuse_unknown_workloads(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (find_workload(name) != nullptr) continue;
    for (const AbsentWorkload& absent : absent_workloads()) {
      if (absent.name == name) {
        throw UsageError(
            fmt::format("--workloads: '{}' is not built: sudo apt install {}, then build again",
                        name, absent.package));
      }
    }
    throw UsageError(fmt::format("--workloads: '{}' is not a workload{}", printable(name),
                                 did_you_mean(name, workload_names())));
  }
}

// The preset's experiments on the wanted workloads; a wanted one that the preset lacks, with its
// defaults.
std::vector<PresetExperiment> wanted_experiments(const RunOptions& options, const Preset& preset) {
  if (options.workloads.empty()) return preset.experiments;
  std::vector<PresetExperiment> wanted;
  for (const std::string& name : options.workloads) {
    const std::size_t before = wanted.size();
    std::copy_if(preset.experiments.begin(), preset.experiments.end(), std::back_inserter(wanted),
                 [&](const PresetExperiment& experiment) { return experiment.workload == name; });
    if (wanted.size() == before) wanted.push_back({name, {}, {}, ""});
  }
  return wanted;
}

const std::vector<std::string>& runners_of(const PresetExperiment& experiment,
                                           const RunOptions& options, const Preset& preset) {
  if (!options.runners.empty()) return options.runners;
  return experiment.runners.empty() ? preset.runners : experiment.runners;
}

void add_those_beside(const std::vector<PlannedRunner>& runners, std::vector<std::string>& names) {
  for (const PlannedRunner& runner : runners) {
    const auto base = std::find(names.begin(), names.end(), runner.beside);
    if (runner.beside.empty() || base == names.end()) continue;
    if (std::find(names.begin(), names.end(), runner.name) == names.end())
      names.push_back(runner.name);
  }
}

void refuse_unused_interpreters(const std::vector<PlannedRunner>& runners,
                                const std::vector<ExperimentSpec>& specs) {
  std::set<std::string> beside;
  for (const PlannedRunner& runner : runners) {
    if (!runner.beside.empty()) beside.insert(runner.name);
  }
  const auto used = [&](const ExperimentSpec& spec) {
    return std::any_of(spec.runners.begin(), spec.runners.end(),
                       [&](const std::string& name) { return beside.contains(name); });
  };
  if (beside.empty() || std::any_of(specs.begin(), specs.end(), used)) return;
  throw UsageError(
      "--python: no runner of CPython is part of this run: add --runners python_threads, or "
      "--preset claims");
}

// Data in the scratch folder, by workload and bytes: trials with the same share one file.
using SharedData = std::set<std::pair<std::string, std::uint64_t>>;

// Empty if a trial of the cell fits, beside what other cells keep.
std::string why_too_big(const Cell& cell, const SharedData& kept, const Limits& limits) {
  const MemoryNeed need = estimated_memory(cell);
  std::uint64_t others = 0;
  for (const auto& [workload, bytes] : kept) {
    if (workload != cell.workload || bytes != need.stored_bytes) others += bytes;
  }
  const auto beside = [&](std::uint64_t bytes) {
    return bytes == 0 ? "" : fmt::format(" beside {} for other cells' data", human_size(bytes));
  };
  const std::uint64_t in_memory = limits.scratch_in_memory ? others : 0;
  if (need.bytes() + in_memory > limits.memory.available_bytes) {
    return fmt::format("needs {} of memory{}, {} are available: {}", human_size(need.bytes()),
                       beside(in_memory), human_size(limits.memory.available_bytes),
                       limits.memory.text());
  }
  if (need.stored_bytes > 0 && need.stored_bytes + others > limits.scratch_bytes) {
    return fmt::format(
        "needs {} of scratch space{}, {} are free in {}: PARBENCH_SCRATCH names another folder",
        human_size(need.stored_bytes), beside(others), human_size(limits.scratch_bytes),
        limits.scratch);
  }
  return "";
}

SharedData data_that_fits(const Plan& plan, const Limits& limits) {
  SharedData kept;
  for (const Cell& cell : plan.cells) {
    const std::uint64_t bytes = estimated_memory(cell).stored_bytes;
    if (bytes > 0 && cell.unsupported.empty() && why_too_big(cell, kept, limits).empty())
      kept.emplace(cell.workload, bytes);
  }
  return kept;
}

}  // namespace

void refuse_unknown_runners(const std::vector<std::string>& names,
                            const std::vector<PlannedRunner>& runners) {
  for (const std::string& name : names) {
    const auto found =
        std::find_if(runners.begin(), runners.end(), [&](const auto& r) { return r.name == name; });
    if (found == runners.end()) {
      std::vector<std::string> known;
      known.reserve(runners.size());
      for (const PlannedRunner& runner : runners) known.push_back(runner.name);
      throw UsageError(fmt::format("--runners: '{}' is not a runner{}", printable(name),
                                   nearest_name(name, known).empty()
                                       ? did_you_mean(name, known) + ", or a path to an executable"
                                       : did_you_mean(name, known)));
    }
    const auto runs_beside = [&](const PlannedRunner& r) {
      return r.beside == name && r.absent.empty();
    };
    if (!found->absent.empty() && std::none_of(runners.begin(), runners.end(), runs_beside))
      throw UsageError(fmt::format("--runners: '{}' {}", name, found->absent));
  }
}

std::set<std::string> wanted_runners(const RunOptions& options, const Preset& preset) {
  std::set<std::string> names{base_runner, probe_runner};
  for (const PresetExperiment& experiment : wanted_experiments(options, preset)) {
    const auto& wanted = runners_of(experiment, options, preset);
    names.insert(wanted.begin(), wanted.end());
  }
  return names;
}

Selection select(const RunOptions& options, const Preset& preset,
                 const std::vector<PlannedRunner>& runners, const Limits& limits) {
  refuse_unknown_workloads(options.workloads);
  refuse_unknown_runners(options.runners, runners);
  const std::map<std::string, Values> settings = read_settings(options.settings);
  Selection selection;
  std::set<std::string> noted;
  const auto note = [&](const std::string& line) {
    if (noted.insert(line).second) selection.notes.push_back(line);
  };
  const std::vector<PresetExperiment> wanted = wanted_experiments(options, preset);
  for (const auto& [workload, values] : settings) {
    const auto uses = [&, &name = workload](const PresetExperiment& experiment) {
      return experiment.workload == name;
    };
    if (std::none_of(wanted.begin(), wanted.end(), uses)) {
      throw UsageError(
          fmt::format("--set: '{0}' is not part of this run: add --workloads {0}", workload));
    }
  }
  for (const PresetExperiment& experiment : wanted) {
    const WorkloadInfo* workload = find_workload(experiment.workload);
    if (workload == nullptr) {
      note(fmt::format("workload {} is not built: excluded", experiment.workload));
      continue;
    }
    std::vector<std::string> names = runners_of(experiment, options, preset);
    add_those_beside(runners, names);
    std::erase_if(names, [&](const std::string& name) {
      const auto found = std::find_if(runners.begin(), runners.end(),
                                      [&](const auto& r) { return r.name == name; });
      if (found == runners.end() || found->absent.empty()) return false;
      note(fmt::format("runner {} {} (excluded)", name, found->absent));
      return true;
    });
    const std::string counts = !options.workers.empty()     ? options.workers
                               : experiment.workers.empty() ? preset.workers
                                                            : experiment.workers;
    const auto found = settings.find(experiment.workload);
    std::string scaled;
    const auto parameters_given = fitted(experiment, limits, scaled);
    if (!scaled.empty()) note(scaled);
    for (const auto& values :
         sweep(parameters_given, found == settings.end() ? Values{} : found->second)) {
      const Parameters parameters{experiment.workload, workload->parameters, values};
      if (workload->check != nullptr) workload->check(parameters);
      for (const auto& [key, value] : values) {
        if (parameters.applies(key)) continue;
        note(fmt::format("{}.{} has no effect on {}: ignored", experiment.workload, key,
                         parameters.json()));
      }
      selection.specs.push_back({experiment.workload, parameters, names,
                                 parse_workers(counts, limits.usable_cpus, limits.usable_cores),
                                 experiment.traced});
    }
  }
  refuse_unused_interpreters(runners, selection.specs);
  if (selection.specs.empty())
    throw UsageError("nothing to measure: parbench list shows what is built");
  selection.figures = fill_figures(selection.specs, options.measured);
  return selection;
}

void mark_too_big(Plan& plan, const Limits& limits) {
  const SharedData kept = data_that_fits(plan, limits);
  for (Cell& cell : plan.cells) {
    if (cell.unsupported.empty()) cell.unsupported = why_too_big(cell, kept, limits);
  }
}

}  // namespace parbench
