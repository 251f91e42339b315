// Facts into JSON.
#include "bench/driver/run_files.hpp"

#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bench/machine/environment.hpp"
#include "bench/rows/datapackage.hpp"

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
                  const Stage& stage, const std::vector<std::string>& command_line) {
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
  for (const FoundRunner& runner : stage.runners) {
    facts.runners.push_back(
        {runner.name, runner.family, runner.about, runner.workers, runner.version, runner.built});
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

// What --config needs to repeat the run: the seed that was drawn, but not the folder, which is full
// now.
std::string options_text(const RunOptions& options, const Plan& plan) {
  std::istringstream given(options.toml);
  std::string text;
  for (std::string line; std::getline(given, line);) {
    if (!line.starts_with("out=") && !line.starts_with("seed=")) text += line + "\n";
  }
  return text + "seed=" + std::to_string(plan.seed) + "\n";
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
    throw std::runtime_error(path.string() + " could not be written: is the disk full?");
  }
  std::filesystem::rename(draft, path);
}

void write_run_files(const std::filesystem::path& folder, const RunNames& names,
                     const RunOptions& options, const Plan& plan, const Stage& stage,
                     const std::vector<std::string>& command_line) {
  const BuildInfo build{PARBENCH_VERSION, PARBENCH_COMPILER, PARBENCH_FLAGS, PARBENCH_BUILD_TYPE,
                        PARBENCH_GIT_REVISION};
  const RunFacts facts = facts_of(names, options, plan, stage, command_line);
  write_whole(folder / "environment.json",
              json_text(environment_json(facts, build, stage.cpus, stage.machine, own_private())));
  write_whole(folder / "options.toml", options_text(options, plan));
  write_whole(folder / "datapackage.json", datapackage_text(names.run_id));
}

void write_plan(const std::filesystem::path& folder, const Plan& plan) {
  ordered_json json{{"schema_version", 1},
                    {"seed", plan.seed},
                    {"blocks", plan.blocks},
                    {"min_sample_s", plan.min_sample_s},
                    {"cells", ordered_json::array()},
                    {"order", ordered_json::array()}};
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Cell& cell = plan.cells[i];
    ordered_json row{
        {"cell", i},
        {"workload", cell.workload},
        {"params", ordered_json::parse(cell.params)},
        {"runner", cell.runner},
        {"workers", cell.workers},
        {"passes", cell.passes == 0 ? ordered_json(nullptr) : ordered_json(cell.passes)}};
    if (!cell.unsupported.empty()) row["unsupported"] = cell.unsupported;
    json["cells"].push_back(row);
  }
  for (int block = 1; block <= plan.blocks; ++block) {
    for (const Group& group : plan.groups) {
      json["order"].push_back({{"block", block},
                               {"workload", group.workload},
                               {"params", ordered_json::parse(group.params)},
                               {"cells", block_order(plan, group, block)}});
    }
  }
  write_whole(folder / "plan.json", json.dump(1) + "\n");
}

}  // namespace parbench
