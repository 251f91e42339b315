#include "bench/plan/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

using Figures = std::map<std::string, std::string>;  // "workload.key" -> value

std::string name_of(const std::string& workload, const MachineFigure& figure) {
  return fmt::format("{}.{}", workload, figure.fills);
}

// The value in the parameter's usual spelling.
std::string checked(const std::string& workload, const WorkloadInfo& info, std::string_view value) {
  const auto spec =
      std::find_if(info.parameters.begin(), info.parameters.end(),
                   [&](const ParameterSpec& one) { return one.key == info.figure->fills; });
  return spec->canonical(workload, value);
}

Figures read_known(const std::vector<ExperimentSpec>& specs,
                   const std::vector<std::string>& known) {
  Figures figures;
  for (const std::string& text : known) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string name = text.substr(0, equals);
    for (const ExperimentSpec& spec : specs) {
      const WorkloadInfo& info = *find_workload(spec.workload);
      if (info.figure == nullptr || name_of(spec.workload, *info.figure) != name) continue;
      figures[name] =
          checked(spec.workload, info, equals < text.size() ? text.substr(equals + 1) : "");
    }
    if (figures.contains(name)) continue;
    throw UsageError(fmt::format(
        "--measured: '{}' is not a figure that these workloads measure; --set sets a parameter",
        printable(text)));
  }
  return figures;
}

}  // namespace

std::vector<std::string> fill_figures(std::vector<ExperimentSpec>& specs,
                                      const std::vector<std::string>& known) {
  const Figures given = read_known(specs, known);
  Figures filled;
  for (ExperimentSpec& spec : specs) {
    const MachineFigure* figure = find_workload(spec.workload)->figure;
    if (figure == nullptr || !figure->needed(spec.parameters)) continue;
    const std::string name = name_of(spec.workload, *figure);
    const auto found = given.find(name);
    if (!filled.contains(name))
      filled[name] = found == given.end() ? figure->measure() : found->second;
    spec.parameters.fill(figure->fills, filled[name]);
    if (!figure->needed(spec.parameters)) continue;
    throw UsageError(
        fmt::format("--measured: '{}={}' is not a measured value", name, filled[name]));
  }
  std::vector<std::string> settings;
  settings.reserve(filled.size());
  for (const auto& [name, value] : filled) settings.push_back(fmt::format("{}={}", name, value));
  return settings;
}

}  // namespace parbench
