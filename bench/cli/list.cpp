// Tables of workloads, runners and presets.
#include "bench/cli/list.hpp"

#include <algorithm>
#include <iomanip>

#include "bench/cli/options.hpp"
#include "bench/plan/presets.hpp"
#include "bench/run/run_context.hpp"

namespace parbench {
namespace {

void list_workloads(std::ostream& out) {
  out << "workloads (--workloads a,b; their parameters: --set KEY=VALUE)\n";
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind == WorkloadKind::checking) continue;
    out << "  " << std::left << std::setw(23) << workload.name << workload.info->about << '\n';
    for (const ParameterSpec& spec : workload.info->parameters) {
      const std::string key = std::string(workload.name) + "." + std::string(spec.key);
      out << "      " << std::left << std::setw(22) << key << spec.about << " [" << spec.fallback
          << "]\n";
    }
  }
  for (const AbsentWorkload& absent : absent_workloads()) {
    out << "  " << std::left << std::setw(23) << absent.name << "not built: sudo apt install "
        << absent.package << ", then build again\n";
  }
}

void list_runners(std::ostream& out, const RunContext& context) {
  out << "\nrunners (--runners a,b; N workers: --workers 1,2,4,cpus)\n";
  for (const FoundRunner& runner : context.runners) {
    out << "  " << std::left << std::setw(23) << runner.name;
    if (runner.absent.empty()) {
      out << runner.about << (runner.version.empty() ? "" : " [" + runner.version + "]")
          << "\n      " << runner.family << "; N: " << runner.counts << '\n';
    } else {
      out << runner.absent << '\n';
    }
  }
}

}  // namespace

int list(std::ostream& out) {
  std::vector<std::string> none;
  const RunContext context{none};
  list_workloads(out);
  list_runners(out, context);
  out << "\npresets (--preset NAME)\n";
  for (const Preset& preset : presets()) {
    out << "  " << std::left << std::setw(23) << preset.name << preset.about << '\n';
  }
  return exit_code::ok;
}

}  // namespace parbench
