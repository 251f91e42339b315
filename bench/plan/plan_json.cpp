#include "bench/plan/plan_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/plan/block_order.hpp"
#include "bench/plan/disturbance.hpp"
#include "bench/plan/history.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;

ordered_json cell_json(const Cell& cell, std::size_t number) {
  const Bound bound = bound_of(cell).value_or(Bound{});  // waits of no time are no limit either
  ordered_json json{
      {"cell", number},
      {"workload", cell.workload},
      {"params", ordered_json::parse(cell.params)},
      {"runner", cell.runner},
      {"workers", cell.workers},
      {"passes", cell.passes == 0 ? ordered_json(nullptr) : ordered_json(cell.passes)},
      {"bound_s", bound.pass_s > 0 ? ordered_json(bound.pass_s) : ordered_json(nullptr)}};
  if (const double pass_s = computing_s(cell); pass_s > 0) {
    json["computing_s"] = pass_s;
    json["bound_computing_s"] = bound.compute_s;
  }
  if (!cell.unsupported.empty()) json["unsupported"] = cell.unsupported;
  if (const double rate = rate_per_s(cell); rate > 0) json["rate_per_s"] = rate;
  if (cell.traced) json["traced"] = true;
  if (fails_as_planned(cell)) json["planned_failure"] = true;
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload != nullptr && !workload->observed.empty())
    json["observed"] = {{"name", workload->observed}, {"unit", workload->observed_unit}};
  if (const std::uint64_t bytes = streamed_bytes(cell)) json["streamed_bytes"] = bytes;
  return json;
}

ordered_json trials_json(const Plan& plan, const Block& block) {
  ordered_json trials = ordered_json::array();
  for (const PlannedTrial& trial :
       block_trials(plan, plan.experiments[block.experiment], block.block)) {
    ordered_json row = ordered_json::array({trial.cell, trial.role});
    if (trial.slowdown > 0) row.push_back(trial.slowdown);
    trials.push_back(std::move(row));
  }
  return trials;
}

}  // namespace

std::string plan_text(const Plan& plan) {
  ordered_json json{{"schema_version", 1},
                    {"seed", plan.seed},
                    {"blocks", plan.blocks},
                    {"spare_blocks", plan.spare_blocks},
                    {"fixed_blocks", plan.fixed_blocks},
                    {"width", plan.width},
                    {"stop_at", ordered_json::array()},
                    {"min_sample_s", plan.min_sample_s},
                    {"cells", ordered_json::array()},
                    {"probes", plan.probes}};
  for (int blocks = 1; blocks <= plan.blocks; ++blocks) {
    if (is_stop(blocks)) json["stop_at"].push_back(blocks);
  }
  for (std::size_t i = 0; i < plan.cells.size(); ++i)
    json["cells"].push_back(cell_json(plan.cells[i], i));
  for (const std::string& stage : plan.stages) json["stages"].push_back(ordered_json::parse(stage));
  std::string text = json.dump(1);
  text.resize(text.rfind('\n'));  // before the closing brace
  text += ",\n \"order\": [";
  const char* between = "\n  ";
  std::vector<Block> blocks = blocks_in_order(plan);
  const std::vector<Block> spare = spare_blocks_in_order(plan);
  blocks.insert(blocks.end(), spare.begin(), spare.end());
  for (const Block& block : blocks) {
    const Experiment& experiment = plan.experiments[block.experiment];
    ordered_json row{{"block", block.block},
                     {"workload", experiment.workload},
                     {"params", ordered_json::parse(experiment.params)}};
    if (experiment.noise) row["noise"] = true;
    if (is_spare(plan, block)) row["spare"] = true;
    row["trials"] = trials_json(plan, block);
    text += between + row.dump();  // one line per block
    between = ",\n  ";
  }
  return text + "\n ]\n}\n";
}

nlohmann::ordered_json rules_json(const Plan& plan) {
  nlohmann::ordered_json rules;
  for (const auto& [name, text] : disturbance_rules()) rules[name] = text;
  rules["base"] = fmt::format(
      "the mean of the nearest serial trials before and after, in the same block; serial "
      "references "
      "run first, after every {}th trial, and last",
      between_references);
  rules["probes"] =
      "of the machine's capacity before each block that computes; of memory bandwidth directly "
      "before each trial that streams through memory, with as many copies as that has workers, at "
      "most the usable CPUs";
  rules["repeats"] = fmt::format(
      "a disturbed trial is repeated at the end of its block with new references, {} attempts at "
      "most; in total at most as many repeats as planned trials",
      most_attempts);
  rules["estimate"] =
      "one value per block; median of ln(base / cell); sign-test interval of at least 95 % with "
      "its "
      "exact level, from 6 blocks; no value is excluded because of its size";
  rules["done"] = fmt::format("after {} blocks", plan.blocks);
  if (!plan.fixed_blocks) {
    rules["done"] = fmt::format(
        "a cell is done if its interval, by a scale shared with the other cells, is narrower than "
        "{:g} % of its centre, checked at 3, 4, 6, 9, 12, 15, 20, 25, 30, 50, 80, ... undisturbed "
        "blocks; at most {} blocks",
        100 * plan.width, plan.blocks);
  }
  if (plan.spare_blocks > 0) {
    rules["spare"] = fmt::format(
        "a cell that background load left with fewer undisturbed blocks than planned is measured "
        "in up to {} spare blocks, with the serial references around it",
        plan.spare_blocks);
  }
  rules["too_busy"] =
      "more than half of the planned trials were never undisturbed; for each experiment, and for "
      "the run without its waiting workloads";
  rules["delta"] = fmt::format("differences up to {:g} % count as none", 100 * plan.margin);
  if (!plan.experiments.empty() && plan.experiments.front().paired) {
    rules["base"] = "the other build's trial beside it in the block";
    rules["repeats"] = fmt::format(
        "both trials of a pair of which one was disturbed are repeated at the end of their block, "
        "{} attempts at most; in total at most as many repeats as planned trials",
        most_attempts);
    rules["estimate"] =
        "one value per block, ln(after / before) of two trials side by side; pooled intervals of "
        "95 %; a change is shown by an interval of level 1 - 0.05 / m, of m cells";
    rules["too_busy"] = "more than half of the pairs of an experiment had no undisturbed attempt";
  }
  return rules;
}

}  // namespace parbench
