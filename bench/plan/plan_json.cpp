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
  const std::optional<double> bound = bound_s(cell);
  ordered_json json{
      {"cell", number},
      {"workload", cell.workload},
      {"params", ordered_json::parse(cell.params)},
      {"runner", cell.runner},
      {"workers", cell.workers},
      {"passes", cell.passes == 0 ? ordered_json(nullptr) : ordered_json(cell.passes)},
      {"bound_s", bound ? ordered_json(*bound) : ordered_json(nullptr)}};
  if (!cell.unsupported.empty()) json["unsupported"] = cell.unsupported;
  if (cell.traced) json["traced"] = true;
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
  std::string text = json.dump(1);
  text.resize(text.rfind('\n'));  // before the closing brace
  text += ",\n \"order\": [";
  const char* between = "\n  ";
  for (const Block& block : blocks_in_order(plan)) {
    const Experiment& experiment = plan.experiments[block.experiment];
    ordered_json row{{"block", block.block},
                     {"workload", experiment.workload},
                     {"params", ordered_json::parse(experiment.params)}};
    if (experiment.noise) row["noise"] = true;
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
        "a cell is done if its interval is narrower than {:g} % of its median, checked at 6, 9, "
        "12, "
        "15, 20, 25, 30, 50, 80, ... undisturbed blocks; at most {} blocks",
        100 * plan.width, plan.blocks);
  }
  rules["too_busy"] =
      "more than half of the planned trials that are judged were never undisturbed; for the run, "
      "and "
      "for each experiment";
  rules["delta"] =
      "differences below 3 %, or below the half-width of the A/A pair's interval, count as none";
  return rules;
}

}  // namespace parbench
