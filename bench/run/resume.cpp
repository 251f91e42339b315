#include "bench/run/resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/machine/environment.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/plan/history.hpp"
#include "bench/plan/selftest.hpp"
#include "bench/run/folders.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& why) {
  throw UsageError(fmt::format("--resume: '{}': {}", folder.string(), why));
}

ordered_json read_json(const std::filesystem::path& folder, const char* name) {
  std::ifstream file{folder / name};
  if (!file) refuse(folder, fmt::format("{} is missing: there is no run to continue", name));
  try {
    return ordered_json::parse(file);
  } catch (const nlohmann::json::exception&) {
    refuse(folder, fmt::format("{} is not JSON; it must be as the run wrote it", name));
  }
}

std::string name_of(const ordered_json& cell) {
  return fmt::format("{} {} {} N={}", cell.at("workload").get<std::string>(),
                     cell.at("params").dump(), cell.at("runner").get<std::string>(),
                     cell.at("workers").dump());
}

std::string name_of(const Cell& cell) {
  return fmt::format("{} {} {} N={}", cell.workload, ordered_json::parse(cell.params).dump(),
                     cell.runner, cell.workers);
}

void compare_cells(const std::filesystem::path& folder, const ordered_json& cells,
                   const Plan& plan) {
  for (std::size_t i = 0; i < std::max(cells.size(), plan.cells.size()); ++i) {
    const std::string then = i < cells.size() ? name_of(cells[i]) : "nothing";
    const std::string now = i < plan.cells.size() ? name_of(plan.cells[i]) : "nothing";
    if (then != now) {
      refuse(folder,
             fmt::format("it planned {} where this build and machine would plan {}: continue with "
                         "the build that began it, or start a new run",
                         then, now));
    }
  }
}

}  // namespace

void adopt_plan(const std::filesystem::path& folder, const RunOptions& options, Plan& plan) {
  const ordered_json json = read_json(folder, "plan.json");
  try {
    if (json.at("schema_version") != 1)
      refuse(folder, fmt::format("plan.json has schema_version {}; allowed: 1",
                                 json.at("schema_version").dump()));
    if (json.at("seed").get<std::uint64_t>() != plan.seed) {
      refuse(folder,
             fmt::format("plan.json has seed {}, options.toml has {}: these files are not of one "
                         "run",
                         json.at("seed").dump(), plan.seed));
    }
    compare_cells(folder, json.at("cells"), plan);
    plan.min_sample_s = json.at("min_sample_s");
    const int blocks = json.at("blocks");
    plan.fixed_blocks = json.at("fixed_blocks");
    plan.blocks = std::max(blocks, options.blocks.value_or(blocks));
    for (std::size_t i = 0; i < plan.cells.size(); ++i) {
      const ordered_json& passes = json["cells"][i].at("passes");
      plan.cells[i].passes = passes.is_null() ? 0 : passes.get<std::uint64_t>();
    }
  } catch (const nlohmann::json::exception& error) {
    refuse(folder, fmt::format("plan.json is not as a run writes it: {}", error.what()));
  }
}

RunNames resumed_names(const std::filesystem::path& folder, const std::string& machine_id) {
  const ordered_json json = read_json(folder, "environment.json");
  RunNames names;
  try {
    if (json.at("preset") == selftest_name)
      refuse(folder, "a self-test cannot be resumed: start a new one");
    names.run_id = json.at("run_id");
    names.machine_id = json.at("machine_id");
  } catch (const nlohmann::json::exception& error) {
    refuse(folder, fmt::format("environment.json is not as a run writes it: {}", error.what()));
  }
  if (names.machine_id != machine_id)
    refuse(folder, fmt::format("it was measured on another machine ({}, this is {})",
                               names.machine_id, machine_id));
  names.started_at = utc_now();
  return names;
}

std::vector<Sample> earlier_rows(const std::filesystem::path& folder, const std::string& run_id,
                                 const Plan& plan) {
  std::vector<Sample> rows;
  History history{plan};
  const ReadResult read = read_samples(folder / "samples.csv", [&](const Sample& sample) {
    if (sample.run_id != run_id)
      refuse(folder, fmt::format("samples.csv has a row of run {}, the folder is of {}",
                                 sample.run_id, run_id));
    try {
      history.add(sample);
    } catch (const std::runtime_error& error) {
      refuse(folder, fmt::format("samples.csv: {}", error.what()));
    }
    rows.push_back(sample);
  });
  if (!read.errors.empty()) {
    refuse(folder, fmt::format("{} ({} such rows): fix or remove them first", read.errors.front(),
                               read.bad_rows));
  }
  return rows;
}

void begin_session(const std::filesystem::path& folder, RunNames& names,
                   const std::vector<Sample>& rows, const std::vector<std::string>& command_line) {
  ordered_json json = read_json(folder, "environment.json");
  const ordered_json& sessions = json["sessions"];
  std::size_t number = std::max<std::size_t>(sessions.size(), 1) + 1;
  for (const Sample& row : rows) {
    const std::size_t then = std::strtoul(row.session.c_str(), nullptr, 10);
    number = std::max(number, then + 1);
  }
  names.session = std::to_string(number);
  json["sessions"].push_back(session_json(names, command_line));
  remove_private(json, own_private());
  write_whole(folder / "environment.json", json_text(json));
}

}  // namespace parbench
