#include "bench/plan/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/limits.hpp"
#include "bench/plan/figures.hpp"
#include "bench/run_options.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;

ExperimentSpec spec_of(const ordered_json& item) {
  const auto workload = item.at("workload").get<std::string>();
  const WorkloadInfo* info = find_workload(workload);
  if (info == nullptr)
    throw std::runtime_error(fmt::format("the workload {} is not built", workload));
  const auto settings = item.at("settings").get<std::map<std::string, std::string>>();
  const Parameters parameters{workload, info->parameters, settings};
  if (info->check != nullptr) info->check(parameters);
  return {workload, parameters, {}, {}, false};
}

// The value of a figure, as "workload.key=value", if the parameters have it.
std::vector<std::string> figure_in(const ExperimentSpec& spec) {
  const MachineFigure* figure = find_workload(spec.workload)->figure;
  if (figure == nullptr || figure->needed(spec.parameters)) return {};
  return {
      fmt::format("{}.{}={}", spec.workload, figure->fills, spec.parameters.text(figure->fills))};
}

// From the plan where that has measured it already, in this session or in an earlier one.
void fill_figure(Plan& plan, ExperimentSpec& spec) {
  std::vector<std::string> known = figure_in(spec);
  if (known.empty()) {
    std::copy_if(plan.figures.begin(), plan.figures.end(), std::back_inserter(known),
                 [&](const std::string& one) { return one.starts_with(spec.workload + "."); });
    std::vector<ExperimentSpec> specs{spec};
    known = fill_figures(specs, known);
    spec = specs.front();
  }
  for (std::string& one : known) {
    if (std::find(plan.figures.begin(), plan.figures.end(), one) == plan.figures.end())
      plan.figures.push_back(std::move(one));
  }
}

Experiment& experiment_of(Plan& plan, const ExperimentSpec& spec) {
  const std::string params = spec.parameters.json();
  const auto found = std::find_if(
      plan.experiments.begin(), plan.experiments.end(),
      [&](const Experiment& e) { return e.workload == spec.workload && e.params == params; });
  if (found != plan.experiments.end()) return *found;
  plan.experiments.push_back({spec.workload, params, {}, 0, {}, false});
  return plan.experiments.back();
}

// The cell's place in the plan, as the last one where it is new.
std::size_t place_of(Plan& plan, Experiment& experiment, Cell cell) {
  for (const std::size_t place : experiment.cells) {
    if (plan.cells[place].runner == cell.runner && plan.cells[place].workers == cell.workers)
      return place;
  }
  plan.cells.push_back(std::move(cell));
  experiment.cells.push_back(plan.cells.size() - 1);
  return plan.cells.size() - 1;
}

// With the figures, so that a resumed run does the same work.
ordered_json settings_of(const ExperimentSpec& spec, const ordered_json& asked) {
  ordered_json settings = asked;
  const MachineFigure* figure = find_workload(spec.workload)->figure;
  if (figure != nullptr && spec.parameters.applies(figure->fills))
    settings[std::string(figure->fills)] = spec.parameters.text(figure->fills);
  return settings;
}

}  // namespace

void add_stage(Plan& plan, const std::string& stage, const std::vector<PlannedRunner>& runners,
               const Limits& limits) {
  try {
    ordered_json json = ordered_json::parse(stage);
    for (ordered_json& item : json.at("measure")) {
      ExperimentSpec spec = spec_of(item);
      fill_figure(plan, spec);
      item["settings"] = settings_of(spec, item.at("settings"));
      Experiment& experiment = experiment_of(plan, spec);
      Stage added;
      added.blocks = static_cast<int>(
          std::clamp<std::int64_t>(item.at("blocks").get<std::int64_t>(), 1, most_blocks));
      for (const ordered_json& pair : item.at("cells")) {
        const Cell cell =
            planned_cell(spec.workload, spec.parameters, pair.at(0).get<std::string>(),
                         pair.at(1).get<int>(), runners);
        added.cells.push_back(place_of(plan, experiment, cell));
        std::uint64_t& passes = plan.cells[added.cells.back()].passes;
        if (passes == 0) passes = item.value("passes", std::uint64_t{0});
      }
      experiment.stages.push_back(std::move(added));
    }
    plan.stages.push_back(json.dump());
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(
        fmt::format("a stage of the plan is not as expected: {}", error.what()));
  }
  mark_too_big(plan, limits);
}

std::vector<std::string> stages_in(const std::string& plan_json) {
  const ordered_json json = ordered_json::parse(plan_json, nullptr, false);
  if (!json.is_object()) throw UsageError("--resume: plan.json is not JSON of a plan");
  std::vector<std::string> stages;
  for (const ordered_json& stage : json.value("stages", ordered_json::array()))
    stages.push_back(stage.dump());
  return stages;
}

}  // namespace parbench
