#include "bench/run/run_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/digest.hpp"
#include "bench/machine/build_revision.hpp"
#include "bench/machine/environment.hpp"
#include "bench/machine/file_digest.hpp"
#include "bench/output/datapackage.hpp"
#include "bench/plan/plan_json.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;

RunFacts facts_of(const RunNames& names, const RunOptions& options, const Plan& plan,
                  const RunContext& context, const std::vector<std::string>& command_line) {
  RunFacts facts;
  facts.run_id = names.run_id;
  facts.preset = options.preset;
  facts.label = options.label;
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
  for (const Host& host : context.hosts)
    facts.hosts.push_back({host.name, host.slots, host.cpus, host.cpu_model});
  for (const NamedWorkload& workload : workloads()) {
    if (workload.info->kind == WorkloadKind::checking) continue;
    facts.workloads.push_back({std::string(workload.name), std::string(workload.info->about),
                               kind_name(workload.info->kind)});
  }
  return facts;
}

}  // namespace

const char* kind_name(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::compute:
      return "compute";
    case WorkloadKind::waiting:
      return "waiting";
    case WorkloadKind::floor:
      return "floor";
    case WorkloadKind::mixed:
      return "mixed";
    case WorkloadKind::unknown:
      return "unknown";
    case WorkloadKind::checking:
      return "checking";
  }
  return "compute";
}

void write_whole(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path draft = path.string() + ".part";
  errno = 0;
  std::ofstream file{draft, std::ios::binary};
  file << text;
  file.close();
  if (!file) {
    const int error = errno;
    std::error_code ignored;
    std::filesystem::remove(draft, ignored);
    throw std::runtime_error(
        fmt::format("{} could not be written: {}", path.string(),
                    error == 0 ? "the system names no error" : system_error_text(error)));
  }
  std::filesystem::rename(draft, path);
}

ordered_json session_json(const RunNames& names, const std::vector<std::string>& command_line) {
  return {{"session", names.session},
          {"started_at", names.started_at},
          {"command_line", command_line},
          {"git_revision", build_revision()}};
}

ordered_json sides_json(const std::vector<Side>& sides) {
  ordered_json json;
  for (const Side& side : sides) {
    ordered_json& one = json[side.label];
    one["path"] = side.path.string();
    one["version"] = side.version.empty() ? ordered_json(nullptr) : ordered_json(side.version);
    one["executables"] = ordered_json::object();
    for (const FoundRunner& runner : side.runners) {
      if (runner.asked && runner.absent.empty())
        one["executables"][runner.name] = digest_text(file_digest(runner.executable));
    }
  }
  return json;
}

ordered_json environment_of(const RunNames& names, const RunOptions& options, const Plan& plan,
                            const RunContext& context,
                            const std::vector<std::string>& command_line) {
  const BuildInfo build{PARBENCH_VERSION, PARBENCH_COMPILER, PARBENCH_FLAGS, PARBENCH_BUILD_TYPE,
                        build_revision()};
  const RunFacts facts = facts_of(names, options, plan, context, command_line);
  return environment_json({facts, build, context.cpus, context.machine, own_settings()},
                          own_private());
}

void write_run_files(const std::filesystem::path& folder, const RunNames& names,
                     const RunOptions& options, const Plan& plan, const RunContext& context,
                     const std::vector<std::string>& command_line) {
  ordered_json json = environment_of(names, options, plan, context, command_line);
  json["margin"] = plan.margin;
  json["rules"] = rules_json(plan);
  if (!context.sides.empty()) json["ab"] = sides_json(context.sides);
  if (!options.advise.question.empty())
    json["advise"] = ordered_json::parse(options.advise.question);
  json["sessions"] = {session_json(names, command_line)};
  remove_private(json, own_private());
  write_whole(folder / "environment.json", json_text(json));
  // With the seed that was drawn and the figures that were measured, so that --config repeats the run.
  std::string figures;
  for (const std::string& figure : plan.figures)
    figures += fmt::format("{}\"{}\"", figures.empty() ? "measured=[" : ", ", figure);
  if (!figures.empty()) figures += "]\n";
  write_whole(folder / "options.toml",
              fmt::format("{}{}seed={}\n", options.toml, figures, plan.seed));
  write_whole(folder / "datapackage.json", datapackage_text(names.run_id));
}

std::string version_text() {
  const std::string revision = build_revision();
  return "parbench " PARBENCH_VERSION +
         (revision.empty() ? std::string() : fmt::format(" (revision {})", revision));
}

void write_plan(const std::filesystem::path& folder, const Plan& plan) {
  write_whole(folder / "plan.json", plan_text(plan));
}

}  // namespace parbench
