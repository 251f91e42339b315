#include "bench/plan/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "bench/units.hpp"

namespace parbench {
namespace {

constexpr int most_workers = 4096;

[[noreturn]] void refuse_workers(const std::string& word) {
  throw UsageError(
      fmt::format("--workers: '{}' is not allowed: whole numbers from 1 to {}, cpus, 2xcpus, or a "
                  "range 1-8",
                  word, most_workers));
}

int worker_number(const std::string& text, const std::string& word) {
  try {
    return static_cast<int>(parse_count(text, 1, most_workers));
  } catch (const std::invalid_argument&) {
    refuse_workers(word);
  }
}

std::vector<std::string> list_of(const std::string& option, const std::string& text) {
  try {
    return split_list(text);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: {}", option, error.what()));
  }
}

// The preset's list of 100,000,000 numbers takes 800 MB: a machine without twice that gets a tenth,
// or a hundredth, whichever fits. Only a preset's own number is scaled; what the user asks for is
// done or refused.
std::map<std::string, std::string> fitted(const PresetExperiment& experiment, const Limits& limits,
                                          std::string& note) {
  std::map<std::string, std::string> parameters = experiment.parameters;
  const auto elements = parameters.find("elements");
  if (experiment.workload != "range_sum" || elements == parameters.end()) return parameters;
  std::uint64_t count = std::stoull(elements->second);
  while (count > 1000 && count * 8 > limits.available_memory_bytes / 2) count /= 10;
  if (std::to_string(count) != elements->second) {
    note = fmt::format(
        "range_sum.elements is {} instead of {}: the available memory does not hold more", count,
        elements->second);
    elements->second = std::to_string(count);
  }
  return parameters;
}

std::vector<std::string> compiled(const std::vector<PlannedRunner>& runners) {
  std::vector<std::string> names;
  for (const PlannedRunner& runner : runners) {
    if (runner.family != "cpython") names.push_back(runner.name);
  }
  return names;
}

using Values = std::map<std::string, std::vector<std::string>>;  // key -> its values

std::map<std::string, Values> read_settings(const std::vector<std::string>& settings) {
  std::map<std::string, Values> by_workload;
  for (const std::string& setting : settings) {
    const std::size_t dot = setting.find('.'), equals = setting.find('=');
    if (dot == std::string::npos || equals == std::string::npos || dot > equals) {
      throw UsageError(
          fmt::format("--set: '{}' is not a setting: write workload.key=value", setting));
    }
    const std::string workload = setting.substr(0, dot);
    if (find_workload(workload) == nullptr) {
      throw UsageError(
          fmt::format("--set: '{}' is not a workload: parbench list shows them", workload));
    }
    const std::string value = setting.substr(equals + 1);
    // A text may contain commas, and be empty.
    const std::string key = setting.substr(dot + 1, equals - dot - 1);
    const auto& specs = find_workload(workload)->parameters;
    const bool text = std::any_of(specs.begin(), specs.end(), [&](const ParameterSpec& spec) {
      return spec.key == key && spec.type == ParameterSpec::Type::text;
    });
    by_workload[workload][key] =
        text ? std::vector{value} : list_of("--set " + setting.substr(0, equals), value);
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
    std::vector<std::string> known;
    for (const NamedWorkload& workload : workloads()) {
      if (workload.info->kind != WorkloadKind::checking) known.emplace_back(workload.name);
    }
    throw UsageError(
        fmt::format("--workloads: '{}' is not a workload: {}", name, fmt::join(known, ", ")));
  }
}

void refuse_unknown_runners(const std::vector<std::string>& names,
                            const std::vector<PlannedRunner>& runners) {
  for (const std::string& name : names) {
    const auto found =
        std::find_if(runners.begin(), runners.end(), [&](const auto& r) { return r.name == name; });
    if (found == runners.end()) {
      std::vector<std::string> known;
      known.reserve(runners.size());
      for (const PlannedRunner& runner : runners) known.push_back(runner.name);
      throw UsageError(
          fmt::format("--runners: '{}' is not a runner: {}, or a path to an executable", name,
                      fmt::join(known, ", ")));
    }
    if (!found->absent.empty())
      throw UsageError(fmt::format("--runners: '{}' {}", name, found->absent));
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

std::regex regex_of(const std::string& option, const std::string& text) {
  try {
    return std::regex(text, std::regex::extended);
  } catch (const std::regex_error&) {
    throw UsageError(fmt::format("{}: '{}' is not a regular expression", option, text));
  }
}

constexpr const char* no_such_cell = "' matches no cell: --benchmark_list_tests prints the names";

}  // namespace

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> words;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    words.push_back(text.substr(start, comma - start));
    if (words.back().empty())
      throw std::invalid_argument(fmt::format("'{}' has an empty word: write a,b", text));
    if (comma == std::string::npos) return words;
    start = comma + 1;
  }
}

std::vector<int> parse_workers(const std::string& text, double usable_cpus) {
  const int cpus = std::max(1, static_cast<int>(std::floor(usable_cpus)));
  std::set<int> counts;
  for (const std::string& word : list_of("--workers", text)) {
    const std::size_t dash = word.find('-', 1), times = word.find("xcpus");
    if (word == "cpus") {
      counts.insert(cpus);
    } else if (times != std::string::npos && times + 5 == word.size()) {
      const int count = worker_number(word.substr(0, times), word) * cpus;
      if (count > most_workers) refuse_workers(word);
      counts.insert(count);
    } else if (dash != std::string::npos) {
      const int first = worker_number(word.substr(0, dash), word),
                last = worker_number(word.substr(dash + 1), word);
      if (last < first) refuse_workers(word);
      for (int count = first; count <= last; ++count) counts.insert(count);
    } else {
      counts.insert(worker_number(word, word));
    }
  }
  return {counts.begin(), counts.end()};
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
    std::vector<std::string> names = options.runners;
    if (names.empty()) names = experiment.runners.empty() ? preset.runners : experiment.runners;
    if (names.empty()) names = compiled(runners);
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
      selection.specs.push_back({experiment.workload, parameters, names,
                                 parse_workers(counts, limits.usable_cpus), experiment.traced});
    }
  }
  if (selection.specs.empty())
    throw UsageError("nothing to measure: parbench list shows what is built");
  return selection;
}

std::string cell_name(const Cell& cell) {
  std::string keys;
  if (const WorkloadInfo* workload = find_workload(cell.workload)) {
    const Parameters defaults{cell.workload, workload->parameters, {}};
    for (const auto& [key, value] : cell.parameters.values()) {
      if (defaults.text(key) != value) keys += (keys.empty() ? "/" : ",") + key + "=" + value;
    }
  }
  return fmt::format("{}{}/{}/{}", cell.workload, keys, cell.runner, cell.workers);
}

void filter_cells(Plan& plan, const std::string& text) {
  const std::regex regex = regex_of("--benchmark_filter", text);
  for (Experiment& experiment : plan.experiments) {
    std::erase_if(experiment.cells, [&](std::size_t cell) {
      return !std::regex_search(cell_name(plan.cells[cell]), regex);
    });
    if (experiment.cells.empty()) continue;
    for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
      const Cell& base = plan.cells[cell];
      const bool is_base = base.workload == experiment.workload &&
                           base.params == experiment.params && base.runner == base_runner;
      if (is_base && std::find(experiment.cells.begin(), experiment.cells.end(), cell) ==
                         experiment.cells.end()) {
        experiment.cells.push_back(cell);
      }
    }
  }
  std::erase_if(plan.experiments,
                [](const Experiment& experiment) { return experiment.cells.empty(); });
  if (plan.experiments.empty()) {
    throw UsageError("--benchmark_filter: '" + text + no_such_cell);
  }
}

void mark_traced(Plan& plan, const std::string& text) {
  const std::regex regex = regex_of("--trace", text);
  bool any = false;
  for (const Experiment& experiment : plan.experiments) {
    for (const std::size_t cell : experiment.cells) {
      if (!std::regex_search(cell_name(plan.cells[cell]), regex)) continue;
      plan.cells[cell].traced = any = true;
    }
  }
  if (!any) throw UsageError("--trace: '" + text + no_such_cell);
}

void mark_too_big(Plan& plan, const Limits& limits) {
  for (Cell& cell : plan.cells) {
    const std::uint64_t bytes = estimated_memory_bytes(cell);
    if (cell.unsupported.empty() && bytes > limits.available_memory_bytes) {
      cell.unsupported = fmt::format("needs {} of memory, {} are available", size_text(bytes),
                                     size_text(limits.available_memory_bytes));
    }
  }
}

}  // namespace parbench
