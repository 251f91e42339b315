#include "bench/run/dry_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/launch/launch.hpp"
#include "bench/plan/block_order.hpp"
#include "bench/run/trial_executor.hpp"
#include "bench/units.hpp"

namespace parbench {

void print_dry_run(const Plan& plan, RunContext& context) {
  std::uint64_t peak_bytes = 0;
  std::size_t cells = 0;
  for (const Experiment& experiment : plan.experiments) {
    for (const std::size_t cell : experiment.cells) {
      ++cells;
      if (plan.cells[cell].unsupported.empty()) {
        peak_bytes = std::max(peak_bytes, estimated_memory_bytes(plan.cells[cell]));
      }
    }
  }
  const std::size_t trials = trial_order(plan).size();
  fmt::print(
      "{} cells in {} experiments, {} blocks, {} trials\n"
      "time: about {}\npeak memory: about {} MiB\nseed: {}\n\n",
      cells, plan.experiments.size(), plan.blocks, trials,
      human_duration(estimated_run_s(plan, context.cpus.usable)), peak_bytes / (1U << 20U),
      plan.seed);
  const Launcher launcher{context.guard, build_folder() / "helpers", context.scratch.path()};
  for (const Experiment& experiment : plan.experiments) {
    for (const std::size_t index : experiment.cells) {
      const Cell& cell = plan.cells[index];
      fmt::print("{}\n  {}\n", cell_name(cell),
                 cell.unsupported.empty() ? launcher.command(launch_of(cell, plan, context, {}))
                                          : "unsupported: " + cell.unsupported);
    }
  }
}

}  // namespace parbench
