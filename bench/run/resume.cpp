#include "bench/run/resume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/json_figure.hpp"
#include "bench/limits.hpp"
#include "bench/machine/environment.hpp"
#include "bench/machine/environment_keys.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/plan/history.hpp"
#include "bench/plan/selftest.hpp"
#include "bench/run/folders.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

using nlohmann::ordered_json;

int count_of(const char* key, const ordered_json& value, int least, int most) {
  return static_cast<int>(
      integer_of(key, value, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most)));
}

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& why) {
  throw UsageError(fmt::format("--resume: '{}': {}", folder.string(), one_line(why, 500)));
}

ordered_json read_json(const std::filesystem::path& folder, const char* name) {
  std::ifstream file{folder / name};
  if (!file) refuse(folder, fmt::format("{} is missing: there is no run to continue", name));
  ordered_json json = ordered_json::parse(file, nullptr, false);
  if (!json.is_object()) {
    refuse(folder, fmt::format("{} is not JSON{}; it must be as the run wrote it", name,
                               json.is_discarded() ? "" : " of a run"));
  }
  return json;
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

// "nice was 0, is 5"; of objects each member that changed.
std::vector<std::string> changes_of(std::string_view key, const ordered_json& then,
                                    const ordered_json& now) {
  constexpr std::size_t most = 80;
  if (!then.is_object() || !now.is_object()) {
    return {fmt::format("{} was {}, is {}", key, one_line(then.dump(), most),
                        one_line(now.dump(), most))};
  }
  const auto text = [](const ordered_json& object, const std::string& member) {
    return object.contains(member) ? one_line(object.at(member).dump(), most) : "unset";
  };
  ordered_json members = then;
  members.update(now);
  std::vector<std::string> changes;
  for (const auto& [member, value] : members.items()) {
    if (then.contains(member) && now.contains(member) && then.at(member) == value) continue;
    changes.push_back(
        fmt::format("{} was {}, is {}", member, text(then, member), text(now, member)));
  }
  return changes;
}

}  // namespace

void adopt_plan(const std::filesystem::path& folder, const RunOptions& options, Plan& plan) {
  const ordered_json json = read_json(folder, "plan.json");
  try {
    if (json.at("schema_version") != 1)
      refuse(folder, fmt::format("plan.json has schema_version {}; allowed: 1",
                                 json.at("schema_version").dump()));
    if (integer_of("seed", json.at("seed"), 0, UINT64_MAX) != plan.seed) {
      refuse(folder,
             fmt::format("plan.json has seed {}, options.toml has {}: these files are not of one "
                         "run",
                         json.at("seed").dump(), plan.seed));
    }
    compare_cells(folder, json.at("cells"), plan);
    plan.min_sample_s = number_of("min_sample_s", json.at("min_sample_s"), longest_s);
    const int blocks = count_of("blocks", json.at("blocks"), 1, most_blocks);
    plan.fixed_blocks = json.at("fixed_blocks");
    plan.blocks = std::max(blocks, options.blocks.value_or(blocks));
    plan.spare_blocks = 0;  // as in earlier versions
    if (json.contains("spare_blocks"))
      plan.spare_blocks = count_of("spare_blocks", json["spare_blocks"], 0, most_blocks);
    for (std::size_t i = 0; i < plan.cells.size(); ++i) {
      const ordered_json& passes = json["cells"][i].at("passes");
      plan.cells[i].passes = passes.is_null() ? 0 : integer_of("passes", passes, 1, most_counted);
    }
  } catch (const nlohmann::json::exception& error) {
    refuse(folder, fmt::format("plan.json is not as a run writes it: {}", error.what()));
  } catch (const std::invalid_argument& error) {
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

void require_same_sides(const std::filesystem::path& folder, const std::vector<Side>& sides) {
  const ordered_json then = read_json(folder, "environment.json"), now = sides_json(sides);
  const ordered_json known = then.value("ab", ordered_json{});
  if (!known.is_object()) refuse(folder, "it is not a run of parbench ab");
  for (const Side& side : sides) {
    const ordered_json& programs = now.at(side.label).at("executables");
    const ordered_json begun = known.value(side.label, ordered_json{});
    if (!begun.is_object() || begun.value("executables", ordered_json{}) != programs) {
      refuse(folder, fmt::format("{} '{}' was built anew since the run began: start a new run",
                                 side.label, side.path.string()));
    }
  }
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

ordered_json changed_since(const std::filesystem::path& folder, const ordered_json& now,
                           bool allowed) {
  const ordered_json then = read_json(folder, "environment.json");
  ordered_json changed = ordered_json::object();
  std::vector<std::string> differences;
  for (const EnvironmentKey& key : environment_keys()) {
    const bool matters =
        key.difference == Difference::resume || key.difference == Difference::everywhere;
    // Earlier versions did not write every key.
    if (!matters || !then.contains(key.name) || then[key.name] == now.at(key.name)) continue;
    changed[key.name] = now.at(key.name);
    for (std::string& one : changes_of(key.name, then[key.name], now.at(key.name)))
      differences.push_back(std::move(one));
  }
  if (!changed.empty() && !allowed) {
    refuse(folder, fmt::format("its times would not be of one kind: {}; restore that, start a new "
                               "run, or mix them with --resume-elsewhere",
                               fmt::join(differences, "; ")));
  }
  return changed;
}

void begin_session(const std::filesystem::path& folder, RunNames& names,
                   const std::vector<Sample>& rows, const std::vector<std::string>& command_line,
                   const ordered_json& changed) {
  ordered_json json = read_json(folder, "environment.json");
  const ordered_json& sessions = json["sessions"];
  if (!sessions.is_null() && !sessions.is_array())
    refuse(folder, "environment.json: sessions is not a list; it must be as the run wrote it");
  std::size_t number = std::max<std::size_t>(sessions.size(), 1) + 1;
  for (const Sample& row : rows) {
    const std::size_t then = std::strtoul(row.session.c_str(), nullptr, 10);
    number = std::max(number, then + 1);
  }
  names.session = std::to_string(number);
  json["sessions"].push_back(session_json(names, command_line));
  if (!changed.empty()) json["sessions"].back()["changed"] = changed;
  remove_private(json, own_private());
  write_whole(folder / "environment.json", json_text(json));
}

}  // namespace parbench
