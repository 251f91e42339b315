// JSON read back and compared.
#include "bench/run/resume.hpp"

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
  throw UsageError("--resume: '" + folder.string() + "': " + why);
}

ordered_json read_json(const std::filesystem::path& folder, const char* name) {
  std::ifstream file{folder / name};
  if (!file) refuse(folder, std::string(name) + " is missing: there is nothing to go on with");
  try {
    return ordered_json::parse(file);
  } catch (const nlohmann::json::exception&) {
    refuse(folder, std::string(name) + " is not JSON; it must be as the run wrote it");
  }
}

std::string name_of(const ordered_json& cell) {
  return cell.at("workload").get<std::string>() + " " + cell.at("params").dump() + " " +
         cell.at("runner").get<std::string>() + " N=" + cell.at("workers").dump();
}

std::string name_of(const Cell& cell) {
  return cell.workload + " " + ordered_json::parse(cell.params).dump() + " " + cell.runner +
         " N=" + std::to_string(cell.workers);
}

void compare_cells(const std::filesystem::path& folder, const ordered_json& cells,
                   const Plan& plan) {
  for (std::size_t i = 0; i < std::max(cells.size(), plan.cells.size()); ++i) {
    const std::string then = i < cells.size() ? name_of(cells[i]) : "nothing";
    const std::string now = i < plan.cells.size() ? name_of(plan.cells[i]) : "nothing";
    if (then != now) {
      refuse(folder, "it planned " + then + " where this build and machine would plan " + now +
                         ": go on with the build that began it, or start a new run");
    }
  }
}

}  // namespace

void adopt_plan(const std::filesystem::path& folder, const RunOptions& options, Plan& plan) {
  const ordered_json json = read_json(folder, "plan.json");
  try {
    if (json.at("schema_version") != 1)
      refuse(folder,
             "plan.json has schema_version " + json.at("schema_version").dump() + "; allowed: 1");
    if (json.at("seed").get<std::uint64_t>() != plan.seed) {
      refuse(folder, "plan.json has seed " + json.at("seed").dump() + ", options.toml has " +
                         std::to_string(plan.seed) + ": these files are not of one run");
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
    refuse(folder, std::string("plan.json is not as a run writes it: ") + error.what());
  }
}

RunNames resumed_names(const std::filesystem::path& folder, const std::string& machine_id) {
  const ordered_json json = read_json(folder, "environment.json");
  RunNames names;
  try {
    if (json.at("preset") == selftest_name)
      refuse(folder, "a self-test is not gone on with: begin a new one");
    names.run_id = json.at("run_id");
    names.machine_id = json.at("machine_id");
  } catch (const nlohmann::json::exception& error) {
    refuse(folder, std::string("environment.json is not as a run writes it: ") + error.what());
  }
  if (names.machine_id != machine_id)
    refuse(folder, "it was measured on another machine (" + names.machine_id + ", this is " +
                       machine_id + ")");
  names.started_at = utc_now();
  return names;
}

std::vector<Sample> earlier_rows(const std::filesystem::path& folder, const std::string& run_id,
                                 const Plan& plan) {
  std::vector<Sample> rows;
  History history{plan};
  const ReadResult read = read_samples(folder / "samples.csv", [&](const Sample& sample) {
    if (sample.run_id != run_id)
      refuse(folder,
             "samples.csv holds a row of run " + sample.run_id + ", the folder is of " + run_id);
    try {
      history.add(sample);
    } catch (const std::runtime_error& error) {
      refuse(folder, std::string("samples.csv: ") + error.what());
    }
    rows.push_back(sample);
  });
  if (!read.errors.empty()) {
    refuse(folder, read.errors.front() + " (" + std::to_string(read.bad_rows) +
                       " such rows): mend or remove them first");
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
