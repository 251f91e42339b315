#include "bench/plan/cell_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

std::regex regex_of(const std::string& option, const std::string& text) {
  try {
    return std::regex(text, std::regex::extended);
  } catch (const std::regex_error&) {
    throw UsageError(fmt::format("{}: '{}' is not a regular expression", option, printable(text)));
  }
}

constexpr const char* no_such_cell = "' matches no cell: --benchmark_list_tests prints the names";

}  // namespace

std::string cell_name(const Cell& cell) {
  std::string keys;
  if (const WorkloadInfo* workload = find_workload(cell.workload)) {
    const Parameters defaults{cell.workload, workload->parameters, {}};
    for (const auto& [key, value] : cell.parameters.values()) {
      if (defaults.text(key) != value && !cell.parameters.filled(key))
        keys += (keys.empty() ? "/" : ",") + key + "=" + value;
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
    throw UsageError("--benchmark_filter: '" + printable(text) + no_such_cell);
  }
  // Cells are known by their place: those that no experiment has any more stay in the plan.
  std::set<std::size_t> kept{plan.probes.begin(), plan.probes.end()};
  for (const Experiment& experiment : plan.experiments)
    kept.insert(experiment.cells.begin(), experiment.cells.end());
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
    if (!kept.contains(cell)) plan.cells[cell].unsupported = "not in --benchmark_filter";
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
  if (!any) throw UsageError("--trace: '" + printable(text) + no_such_cell);
}

}  // namespace parbench
