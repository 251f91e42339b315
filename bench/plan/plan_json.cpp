// The plan as JSON.
#include "bench/plan/plan_json.hpp"

#include <nlohmann/json.hpp>

#include "bench/plan/block_order.hpp"

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
    ordered_json words = ordered_json::array({trial.cell, trial.role});
    if (trial.slowdown > 0) words.push_back(trial.slowdown);
    trials.push_back(std::move(words));
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
    text += between + row.dump();  // a line a block
    between = ",\n  ";
  }
  return text + "\n ]\n}\n";
}

}  // namespace parbench
