#include "bench/run/dry_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bench/launch/launch.hpp"
#include "bench/launch/tree.hpp"
#include "bench/plan/block_order.hpp"
#include "bench/plan/cell_names.hpp"
#include "bench/run/trial_executor.hpp"
#include "bench/units.hpp"

namespace parbench {

namespace {

struct Size {
  std::size_t cells = 0;
  std::uint64_t peak_bytes = 0;
  std::map<std::string, std::size_t> unsupported;  // cells by the reason
};

Size size_of(const Plan& plan) {
  Size size;
  for (const Experiment& experiment : plan.experiments) {
    for (const std::size_t index : experiment.cells) {
      const Cell& cell = plan.cells[index];
      ++size.cells;
      if (cell.unsupported.empty()) {
        size.peak_bytes = std::max(size.peak_bytes, estimated_memory(cell).bytes());
      } else {
        ++size.unsupported[cell.unsupported];
      }
    }
  }
  return size;
}

void print_commands(const Plan& plan, RunContext& context) {
  const Launcher launcher{context.guard, own_tree().helpers, context.scratch.path()};
  for (const Experiment& experiment : plan.experiments) {
    for (const std::size_t index : experiment.cells) {
      const Cell& cell = plan.cells[index];
      if (!cell.unsupported.empty()) continue;
      // A comment to the shell, so that the whole can be pasted.
      fmt::print("\n# {}\n{}\n", cell_name(cell),
                 launcher.command(launch_of(cell, plan, context, {})));
    }
  }
}

std::string several(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

void print_dry_run(const Plan& plan, RunContext& context, bool commands) {
  const Size size = size_of(plan);
  const std::string spare =
      plan.spare_blocks > 0 ? fmt::format(" (and up to {} spare)", plan.spare_blocks) : "";
  fmt::print("{} in {}, {}{}, {}\n", several(size.cells, "cell"),
             several(plan.experiments.size(), "experiment"),
             several(static_cast<std::size_t>(plan.blocks), "block"), spare,
             several(trial_order(plan).size(), "trial"));
  fmt::print("time: about {}\npeak memory: about {} MiB\nseed: {}\n",
             human_duration(estimated_run_s(plan, context.cpus.usable)),
             size.peak_bytes / (1U << 20U), plan.seed);
  for (const auto& [reason, cells] : size.unsupported)
    fmt::print("{} unsupported: {}\n", several(cells, "cell"), reason);
  if (commands) print_commands(plan, context);
}

}  // namespace parbench
