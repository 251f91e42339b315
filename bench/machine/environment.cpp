#include "bench/machine/environment.hpp"

#include <nlohmann/json.hpp>

#include "bench/machine/cpus.hpp"
#include "bench/sample.hpp"

namespace parbench {
namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json runners_json(const std::vector<RunnerFacts>& runners) {
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

Json workloads_json(const std::vector<WorkloadFacts>& workloads) {
  Json list = Json::array();
  for (const WorkloadFacts& workload : workloads) {
    list.push_back({{"name", workload.name}, {"about", workload.about}, {"kind", workload.kind}});
  }
  return list;
}

}  // namespace

void remove_private(Json& json, const Private& secrets) {
  if (json.is_string()) {
    json = without_private(json.get_ref<const std::string&>(), secrets);
  } else if (json.is_structured()) {
    for (Json& item : json) remove_private(item, secrets);
  }
}

Json environment_json(const RunFacts& run, const BuildInfo& build, const Cpus& cpus,
                      const Machine& machine, const Private& secrets) {
  Json json;
  json["schema_version"] = schema_version;
  json["parbench_version"] = or_null(build.version);
  json["run_id"] = run.run_id;
  json["preset"] = run.preset;
  json["seed"] = run.seed;
  json["command_line"] = run.command_line;
  json["started_at"] = run.started_at;
  json["machine_id"] = machine_id(machine, cpus.logical);
  if (run.host_name) json["host_name"] = *run.host_name;
  json["cpu_model"] = or_null(machine.cpu_model);
  json["logical_cpus"] = cpus.logical;
  json["physical_cores"] = or_null(machine.physical_cores);
  json["smt_active"] = or_null(machine.smt_active);
  json["usable_cpus"] = cpus.usable;
  json["affinity"] = cpu_list_text(cpus.affinity);
  json["quota_cpus"] = or_null(cpus.quota);
  json["governor"] = or_null(machine.governor);
  json["boost"] = or_null(machine.boost);
  json["virtual_machine"] = or_null(machine.virtual_machine);
  json["container"] = or_null(machine.container);
  json["kernel"] = or_null(machine.kernel);
  json["architecture"] = or_null(machine.architecture);
  json["memory_kib"] = or_null(machine.memory_kib);
  json["transparent_huge_pages"] = or_null(machine.transparent_huge_pages);
  json["clocksource"] = or_null(machine.clocksource);
  json["compiler"] = or_null(build.compiler);
  json["compiler_flags"] = or_null(build.compiler_flags);
  json["build_type"] = or_null(build.build_type);
  json["git_revision"] = or_null(build.git_revision);
  json["libraries"] = run.libraries;
  json["environment_set"] = run.environment_set;
  json["runners"] = runners_json(run.runners);
  json["workloads"] = workloads_json(run.workloads);
  remove_private(json, secrets);
  return json;
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace parbench
