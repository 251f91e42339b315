// The plan in words.
#include "bench/driver/dry_run.hpp"

#include <algorithm>

#include "bench/driver/trial.hpp"
#include "bench/launch/launch.hpp"
#include "bench/plan/block_order.hpp"
#include "bench/units.hpp"

namespace parbench {

void print_dry_run(std::ostream& out, const Plan& plan, Stage& stage) {
  std::uint64_t peak_bytes = 0;
  std::size_t cells = 0;
  for (const Group& group : plan.groups) {
    for (const std::size_t cell : group.cells) {
      ++cells;
      if (plan.cells[cell].unsupported.empty()) {
        peak_bytes = std::max(peak_bytes, estimated_memory_bytes(plan.cells[cell]));
      }
    }
  }
  const std::size_t trials = trial_order(plan).size();
  out << cells << " cells in " << plan.groups.size() << " groups, " << plan.blocks << " blocks, "
      << trials << " trials\n"
      << "time: about " << human_duration(estimated_run_s(plan, stage.cpus.usable)) << "\n"
      << "peak memory: about " << peak_bytes / (1U << 20U) << " MiB\n"
      << "seed: " << plan.seed << "\n\n";
  const Launcher launcher{stage.guard, build_folder() / "companions", stage.scratch.path()};
  for (const Group& group : plan.groups) {
    for (const std::size_t index : group.cells) {
      const Cell& cell = plan.cells[index];
      out << cell_name(cell) << "\n  ";
      if (cell.unsupported.empty()) {
        out << launcher.command(launch_of(cell, plan, stage, {})) << "\n";
      } else {
        out << "unsupported: " << cell.unsupported << "\n";
      }
    }
  }
}

}  // namespace parbench
