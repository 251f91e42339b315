#include "bench/run/run_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/machine/environment.hpp"
#include "bench/output/datapackage.hpp"
#include "bench/plan/plan_json.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;

const char* kind_name(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::compute:
      return "compute";
    case WorkloadKind::waiting:
      return "waiting";
    case WorkloadKind::floor:
      return "floor";
    case WorkloadKind::checking:
      return "checking";
  }
  return "compute";
}

RunFacts facts_of(const RunNames& names, const RunOptions& options, const Plan& plan,
                  const RunContext& context, const std::vector<std::string>& command_line) {
  RunFacts facts;
  facts.run_id = names.run_id;
  facts.preset = options.preset;
  facts.seed = plan.seed;
  facts.command_line = command_line;
  facts.started_at = names.started_at;
  if (options.hostname) {
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) == 0) facts.host_name = name;
  }
  facts.libraries = {{"Google Benchmark", PARBENCH_BENCHMARK_VERSION},
                     {"CLI11", PARBENCH_CLI11_VERSION},
                     {"nlohmann-json", PARBENCH_JSON_VERSION}};
  facts.environment_set = {{"timer slack", "1 ns"}, {"RLIMIT_CORE", "0"}};
  for (const FoundRunner& runner : context.runners) {
    facts.runners.push_back({runner.name, runner.family, runner.about, runner.counts,
                             runner.version, runner.absent.empty()});
    if (!runner.version.empty()) facts.libraries["runner " + runner.name] = runner.version;
    for (const auto& [name, value] : runner.environment)
      facts.environment_set[runner.name + ": " + name] = value;
  }
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind == WorkloadKind::checking) continue;
    facts.workloads.push_back({std::string(workload.name), std::string(workload.info->about),
                               kind_name(workload.info->kind)});
  }
  return facts;
}

}  // namespace

void write_whole(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path draft = path.string() + ".part";
  std::ofstream file{draft, std::ios::binary};
  file << text;
  file.close();
  if (!file) {
    std::error_code ignored;
    std::filesystem::remove(draft, ignored);
    throw std::runtime_error(
        fmt::format("{} could not be written: is the disk full?", path.string()));
  }
  std::filesystem::rename(draft, path);
}

ordered_json session_json(const RunNames& names, const std::vector<std::string>& command_line) {
  return {{"session", names.session},
          {"started_at", names.started_at},
          {"command_line", command_line},
          {"git_revision", PARBENCH_GIT_REVISION}};
}

void write_run_files(const std::filesystem::path& folder, const RunNames& names,
                     const RunOptions& options, const Plan& plan, const RunContext& context,
                     const std::vector<std::string>& command_line) {
  const BuildInfo build{PARBENCH_VERSION, PARBENCH_COMPILER, PARBENCH_FLAGS, PARBENCH_BUILD_TYPE,
                        PARBENCH_GIT_REVISION};
  const Private secrets = own_private();
  const RunFacts facts = facts_of(names, options, plan, context, command_line);
  ordered_json json = environment_json(facts, build, context.cpus, context.machine, secrets);
  json["rules"] = rules_json(plan);
  json["sessions"] = {session_json(names, command_line)};
  remove_private(json, secrets);
  write_whole(folder / "environment.json", json_text(json));
  // With the seed that was drawn, so that --config repeats the run.
  write_whole(folder / "options.toml", fmt::format("{}seed={}\n", options.toml, plan.seed));
  write_whole(folder / "datapackage.json", datapackage_text(names.run_id));
}

void write_plan(const std::filesystem::path& folder, const Plan& plan) {
  write_whole(folder / "plan.json", plan_text(plan));
}

}  // namespace parbench
