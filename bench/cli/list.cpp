#include "bench/cli/list.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "bench/plan/presets.hpp"
#include "bench/run/run_context.hpp"
#include "bench/run_options.hpp"

namespace parbench {
namespace {

void list_workloads() {
  fmt::print("workloads (--workloads a,b; their parameters: --set KEY=VALUE)\n");
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind == WorkloadKind::checking) continue;
    fmt::print("  {:<23}{}\n", workload.name, workload.info->about);
    for (const ParameterSpec& spec : workload.info->parameters) {
      if (spec.drawn) continue;
      fmt::print("      {:<22}{} [{}]\n", fmt::format("{}.{}", workload.name, spec.key), spec.about,
                 spec.fallback);
    }
  }
  for (const AbsentWorkload& absent : absent_workloads()) {
    fmt::print("  {:<23}not built: sudo apt install {}, then build again\n", absent.name,
               absent.package);
  }
}

void list_runner(const FoundRunner& runner) {
  if (!runner.absent.empty()) {
    fmt::print("  {:<33}{}\n", runner.name, runner.absent);
    return;
  }
  fmt::print("  {:<33}{}{}\n      N: {}\n", runner.name, runner.about,
             runner.version.empty() ? "" : fmt::format(" [{}]", runner.version), runner.counts);
}

// By family, in the order of their first members.
void list_runners(const RunContext& context) {
  fmt::print("\nrunners by family (--runners a,b; N workers: --workers 1,2,cores,cpus)\n");
  std::set<std::string> listed;
  for (const FoundRunner& first : context.runners) {
    if (!listed.insert(first.family).second) continue;
    fmt::print(" {}:\n", first.family);
    for (const FoundRunner& runner : context.runners) {
      if (runner.family == first.family) list_runner(runner);
    }
  }
}

}  // namespace

int list() {
  std::vector<std::string> none;
  const RunContext context{none, every_runner()};
  list_workloads();
  list_runners(context);
  fmt::print("\npresets (--preset NAME)\n");
  for (const Preset& preset : presets()) fmt::print("  {:<23}{}\n", preset.name, preset.about);
  return exit_code::ok;
}

}  // namespace parbench
