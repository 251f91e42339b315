// The figures are those that the code uses, from where it has them.
#include "bench/plan/rules.hpp"

#include <nlohmann/json.hpp>

#include "bench/plan/block_order.hpp"
#include "bench/plan/disturbance.hpp"
#include "bench/plan/history.hpp"
#include "bench/units.hpp"

namespace parbench {

nlohmann::ordered_json rules_json(const Plan& plan) {
  nlohmann::ordered_json rules;
  for (const auto& [name, words] : contamination_rules()) rules[name] = words;
  rules["base"] =
      "the mean of the nearest serial trials before and after, in the same block; a serial "
      "reference stands first, after every " +
      std::to_string(between_references) + "th trial, and last";
  rules["repeats"] =
      "a disturbed trial is repeated at the end of its block, up to " +
      std::to_string(most_attempts) +
      " attempts, with fresh references; all together at most as many as planned trials";
  rules["estimate"] =
      "one value a block; median of ln(base / cell); sign-test interval of at least 95 %, exact "
      "level given; from 6 blocks on; nothing is dropped by its value";
  rules["done"] = plan.fixed_blocks
                      ? std::string("after ") + std::to_string(plan.blocks) + " blocks"
                      : "a cell is done when its interval is narrower than " +
                            exact_number(100 * plan.width) +
                            " % of its median, asked at 6, 9, 12, 15, 20, 25, 30, 50, 80, ... "
                            "undisturbed blocks; at most " +
                            std::to_string(plan.blocks) + " blocks";
  rules["too_busy"] =
      "more than half of what is judged was never measured undisturbed; for the run, and for each "
      "workload with its parameters";
  rules["delta"] =
      "differences below 3 %, or below the half-width of the twins' interval, are none";
  return rules;
}

}  // namespace parbench
