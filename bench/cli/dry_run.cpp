// The plan in words.
#include "bench/cli/dry_run.hpp"

#include <algorithm>

#include "bench/launch/launch.hpp"
#include "bench/plan/block_order.hpp"
#include "bench/run/trial.hpp"
#include "bench/units.hpp"

namespace parbench {

void print_dry_run(std::ostream& out, const Plan& plan, RunContext& context) {
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
  out << cells << " cells in " << plan.experiments.size() << " experiments, " << plan.blocks
      << " blocks, " << trials << " trials\n"
      << "time: about " << human_duration(estimated_run_s(plan, context.cpus.usable)) << "\n"
      << "peak memory: about " << peak_bytes / (1U << 20U) << " MiB\n"
      << "seed: " << plan.seed << "\n\n";
  const Launcher launcher{context.guard, build_folder() / "helpers", context.scratch.path()};
  for (const Experiment& experiment : plan.experiments) {
    for (const std::size_t index : experiment.cells) {
      const Cell& cell = plan.cells[index];
      out << cell_name(cell) << "\n  ";
      if (cell.unsupported.empty()) {
        out << launcher.command(launch_of(cell, plan, context, {})) << "\n";
      } else {
        out << "unsupported: " << cell.unsupported << "\n";
      }
    }
  }
}

}  // namespace parbench
