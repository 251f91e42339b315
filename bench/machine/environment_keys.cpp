#include "bench/machine/environment_keys.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bench/sample.hpp"

namespace parbench {
namespace {

using Json = nlohmann::ordered_json;
using From = const Surroundings&;

Json left_out() { return Json(Json::value_t::discarded); }

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json count_or_null(std::size_t count) { return count == 0 ? Json() : Json(count); }

Json list_or_null(const CpuList& cpus) { return or_null(cpu_list_text(cpus)); }

Json core_types(const Topology& topology) {
  if (topology.kinds.size() < 2) return Json();
  Json types;
  for (const CoreKind& kind : topology.kinds) types[kind.name] = cpu_list_text(kind.cpus);
  return types;
}

// {"L1d": "32 KiB x 8, each of 2 CPUs"}; a hybrid CPU has several sizes of one cache.
Json caches(const Topology& topology) {
  std::map<std::string, std::map<std::pair<std::uint64_t, std::size_t>, int>> counts;
  for (const Cache& cache : topology.caches) ++counts[cache.name][{cache.kib, cache.cpus.size()}];
  if (counts.empty()) return Json();
  Json json;
  for (const auto& [name, sizes] : counts) {
    std::string text;
    for (const auto& [size, count] : sizes) {
      const auto [kib, cpus] = size;
      text += (text.empty() ? "" : "; ") + std::to_string(kib) + " KiB x " + std::to_string(count);
      if (cpus > 1) text += ", each of " + std::to_string(cpus) + " CPUs";
    }
    json[name] = text;
  }
  return json;
}

Json limits(const ProcessSettings& settings) {
  Json json = Json::object();
  for (const auto& [name, limit] : settings.limits)
    json[name] = limit ? Json(*limit) : Json("unlimited");
  return json;
}

Json runners(const std::vector<RunnerFacts>& runners) {
  Json list = Json::array();
  for (const RunnerFacts& runner : runners) {
    list.push_back({{"name", runner.name},
                    {"family", runner.family},
                    {"about", runner.about},
                    {"workers", runner.counts},
                    {"version", or_null(runner.version)},
                    {"built", runner.built}});
  }
  return list;
}

Json workloads(const std::vector<WorkloadFacts>& workloads) {
  Json list = Json::array();
  for (const WorkloadFacts& workload : workloads) {
    list.push_back({{"name", workload.name}, {"about", workload.about}, {"kind", workload.kind}});
  }
  return list;
}

Json hosts(const std::vector<HostFacts>& hosts) {
  if (hosts.empty()) return left_out();
  Json list = Json::array();
  for (const HostFacts& host : hosts) {
    list.push_back({{"name", host.name},
                    {"slots", host.slots},
                    {"cpus", host.cpus},
                    {"cpu_model", or_null(host.cpu_model)}});
  }
  return list;
}

using enum Difference;

const EnvironmentKey keys[] = {
    {"schema_version", "integer", "Version of this file; 1.", none,
     [](From) { return Json(schema_version); }},
    {"parbench_version", "string", "Version of the driver.", resume,
     [](From f) { return or_null(f.build.version); }},
    {"run_id", "string", "Name of the run, as in samples.csv.", none,
     [](From f) { return Json(f.run.run_id); }},
    {"preset", "string", "`--preset`.", none, [](From f) { return Json(f.run.preset); }},
    {"label", "string", "`--label`; left out if not given.", none,
     [](From f) { return f.run.label.empty() ? left_out() : Json(f.run.label); }},
    {"seed", "integer", "Seed of the order of trials.", none,
     [](From f) { return Json(f.run.seed); }},
    {"command_line", "array", "The words of the first session's command line.", none,
     [](From f) { return Json(f.run.command_line); }},
    {"started_at", "string", "Start of the run: UTC, ISO 8601.", none,
     [](From f) { return Json(f.run.started_at); }},
    {"machine_id", "string",
     "The same for all runs on one installation; anonymous. `--resume` refuses another.", compare,
     [](From f) { return Json(machine_id(f.machine, f.cpus.logical)); }},
    {"host_name", "string", "Left out without `--hostname`.", none,
     [](From f) { return f.run.host_name ? Json(*f.run.host_name) : left_out(); }},
    {"cpu_model", "string", "As the kernel names it.", everywhere,
     [](From f) { return or_null(f.machine.cpu_model); }},
    {"logical_cpus", "integer", "CPUs that are online.", everywhere,
     [](From f) { return Json(f.cpus.logical); }},
    {"offline_cpus", "string", "CPUs that are present but switched off: `3,8-11`; or null.",
     everywhere, [](From f) { return list_or_null(f.machine.topology.offline); }},
    {"isolated_cpus", "string", "CPUs that the kernel does not balance (`isolcpus`); or null.",
     everywhere, [](From f) { return or_null(f.machine.isolated_cpus); }},
    {"sockets", "integer", "CPU packages with a CPU that is online.", everywhere,
     [](From f) { return count_or_null(f.machine.topology.sockets.size()); }},
    {"numa_nodes", "integer", "Memory nodes with a CPU that is online.", everywhere,
     [](From f) { return count_or_null(f.machine.topology.nodes.size()); }},
    {"physical_cores", "integer", "Cores with a CPU that is online.", everywhere,
     [](From f) { return count_or_null(f.machine.topology.cores.size()); }},
    {"threads_per_core", "integer", "CPUs that are online of the core that has most.", everywhere,
     [](From f) {
       return count_or_null(static_cast<std::size_t>(f.machine.topology.threads_per_core()));
     }},
    {"core_types", "object",
     "CPUs by type of core: `P`, `E` and `low-power E` of Intel, `capacity N` (of at most 1024) of "
     "ARM; null where all are alike.",
     everywhere, [](From f) { return core_types(f.machine.topology); }},
    {"caches", "object", "By name (`L1d`, `L1i`, `L2`, …): size, number, and CPUs that share one.",
     everywhere, [](From f) { return caches(f.machine.topology); }},
    {"smt_active", "boolean", "Whether cores run several hardware threads.", everywhere,
     [](From f) { return or_null(f.machine.smt_active); }},
    {"usable_cpus", "number", "The smaller of the CPUs in `affinity` and `quota_cpus`.", everywhere,
     [](From f) { return Json(f.cpus.usable); }},
    {"usable_cores", "integer", "Physical cores of the CPUs in `affinity`.", everywhere,
     [](From f) {
       return count_or_null(within(f.machine.topology, f.cpus.affinity).cores.size());
     }},
    {"affinity", "string", "CPUs that the run may use, also by cpuset: `0-3,8`.", everywhere,
     [](From f) { return Json(cpu_list_text(f.cpus.affinity)); }},
    {"quota_cpus", "number", "CPU quota of the cgroups, in CPUs; null: none.", everywhere,
     [](From f) { return or_null(f.cpus.quota); }},
    {"cpu_weight", "integer",
     "`cpu.weight` of the cgroup (v1: `cpu.shares`): its share of a CPU that others want too.",
     compare, [](From f) { return or_null(f.cpus.weight); }},
    {"nice", "integer", "Nice value of every trial.", everywhere,
     [](From f) { return or_null(f.settings.nice); }},
    {"scheduling_policy", "string",
     "Of every trial: `other`, `batch`, `idle`, `fifo`, `rr`, `deadline` or `ext`.", everywhere,
     [](From f) { return or_null(f.settings.policy); }},
    {"scheduling_priority", "integer", "Of `fifo` and `rr`: 1 to 99; otherwise 0.", everywhere,
     [](From f) { return Json(f.settings.priority); }},
    {"memory_policy", "string",
     "Where pages come from (`numactl`): `default`, `bind 0-1`, `interleave 0-3`, …", everywhere,
     [](From f) { return or_null(f.settings.memory_policy); }},
    {"randomized_addresses", "boolean", "Address space randomization; `setarch -R` turns it off.",
     everywhere, [](From f) { return or_null(f.settings.randomized_addresses); }},
    {"environment_inherited", "object",
     "Variables of the run's environment whose names begin with `LD_`, `GLIBC_TUNABLES`, "
     "`MALLOC_`, `MIMALLOC_`, `TCMALLOC_`, `JE_MALLOC_`, `OMP_`, `GOMP_`, `KMP_` or `TBB_`. A "
     "runner may replace them: `environment_set`.",
     everywhere, [](From f) { return Json(f.settings.variables); }},
    {"limits", "object",
     "Soft resource limits of every trial, in the units of `setrlimit`, or `unlimited`.", compare,
     [](From f) { return limits(f.settings); }},
    {"governor", "string", "Frequency governors of all CPUs.", everywhere,
     [](From f) { return or_null(f.machine.governor); }},
    {"boost", "boolean", "Whether the clock may exceed its nominal rate.", everywhere,
     [](From f) { return or_null(f.machine.boost); }},
    {"virtual_machine", "boolean", "As the CPU reports it.", everywhere,
     [](From f) { return or_null(f.machine.virtual_machine); }},
    {"container", "string", "`docker`, `podman`, `lxc`, …; null: none found.", everywhere,
     [](From f) { return or_null(f.machine.container); }},
    {"kernel", "string", "Release of the kernel.", everywhere,
     [](From f) { return or_null(f.machine.kernel); }},
    {"mitigations", "object", "Of the vulnerabilities of this CPU, as the kernel describes them.",
     everywhere, [](From f) { return Json(f.machine.mitigations); }},
    {"architecture", "string", "As `uname -m`.", everywhere,
     [](From f) { return or_null(f.machine.architecture); }},
    {"memory_kib", "integer", "MemTotal; it differs a little between kernels.", none,
     [](From f) { return or_null(f.machine.memory_kib); }},
    {"transparent_huge_pages", "string", "`always`, `madvise` or `never`.", everywhere,
     [](From f) { return or_null(f.machine.transparent_huge_pages); }},
    {"clocksource", "string", "What the kernel reads the time from.", everywhere,
     [](From f) { return or_null(f.machine.clocksource); }},
    {"compiler", "string", "That built parbench.", everywhere,
     [](From f) { return or_null(f.build.compiler); }},
    {"compiler_flags", "string", "Of the build.", everywhere,
     [](From f) { return or_null(f.build.compiler_flags); }},
    {"build_type", "string", "Of the build.", everywhere,
     [](From f) { return or_null(f.build.build_type); }},
    {"git_revision", "string", "Of the source; `-dirty` if it was changed.", resume,
     [](From f) { return or_null(f.build.git_revision); }},
    {"libraries", "object", "Versions of libraries and runtimes.", everywhere,
     [](From f) { return Json(f.run.libraries); }},
    {"environment_set", "object",
     "What parbench sets for every trial (`timer slack`, …) and for one runner's (`openmp: "
     "OMP_DYNAMIC`); empty: removed.",
     resume, [](From f) { return Json(f.run.environment_set); }},
    {"runners", "array",
     "All that parbench knew: name, family, about, workers, version, built; of those outside the "
     "run name, family and built.",
     none, [](From f) { return runners(f.run.runners); }},
    {"workloads", "array",
     "All: name, about, kind (`compute`, `waiting`, `mixed`, `floor`, `unknown`).", none,
     [](From f) { return workloads(f.run.workloads); }},
    {"hosts", "array",
     "Of `--hosts`: name, slots, cpus that a worker there may use, cpu_model; left out without.",
     everywhere, [](From f) { return hosts(f.run.hosts); }},
};

}  // namespace

std::span<const EnvironmentKey> environment_keys() { return keys; }

}  // namespace parbench
