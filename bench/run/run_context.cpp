#include "bench/run/run_context.hpp"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <system_error>

#include "bench/launch/interpreters.hpp"
#include "bench/launch/tree.hpp"
#include "bench/run_options.hpp"

namespace parbench {
namespace {

// Scratch data is kept in memory where this much is free twice over; larger data is checked cell by
// cell.
constexpr std::uint64_t usual_data_bytes = 512U << 20U;

bool is_in_memory(const std::filesystem::path& folder) {
  struct statfs status {};
  return statfs(folder.c_str(), &status) == 0 && status.f_type == TMPFS_MAGIC;
}

std::vector<FoundRunner> built_runners(const std::set<std::string>& wanted,
                                       const std::vector<std::string>& pythons, GuardClient& guard,
                                       const std::filesystem::path& scratch) {
  const Tree tree = own_tree();
  std::vector<FoundRunner> runners = find_runners(tree.runners, wanted, guard, scratch);
  try {
    return with_interpreters(runners, pythons, wanted, tree.resources, guard, scratch);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("--python: {}", error.what()));
  }
}

}  // namespace

RunContext::RunContext(std::vector<std::string>& named, const std::set<std::string>& wanted,
                       const std::vector<std::string>& pythons)
    : cpus{find_cpus()},
      machine{read_machine()},
      memory{find_memory()},
      scratch{usual_data_bytes, memory.available_bytes},
      guard{own_tree().guard, scratch.path()},
      runners{built_runners(wanted, pythons, guard, scratch.path())},
      own_from{runners.size()} {
  if (const std::string note = foreign_proc_note(); !note.empty())
    std::cerr << "parbench: " << note << '\n';
  for (std::string& name : named) {
    if (name.find('/') == std::string::npos) continue;
    try {
      FoundRunner own = describe(std::filesystem::absolute(name), guard, scratch.path());
      const auto same = [&](const FoundRunner& runner) { return runner.name == own.name; };
      if (std::any_of(runners.begin(), runners.end(), same)) {
        throw std::runtime_error(fmt::format(
            "{} calls itself {}: a runner of that name exists already", name, own.name));
      }
      name = own.name;
      runners.push_back(own);
    } catch (const std::runtime_error& error) {
      throw UsageError(fmt::format("--runners: {}", error.what()));
    }
  }
}

void RunContext::use_hosts(const std::filesystem::path& file, bool check) {
  try {
    hosts = read_hosts(file);
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("--hosts: {}", error.what()));
  }
  Launcher launcher{guard, own_tree().helpers, scratch.path()};
  bool any = false;
  for (FoundRunner& runner : runners) {
    if (!runner.asked || !takes_hosts(runner)) continue;
    any = true;
    give_hosts(runner, hosts, check ? &launcher : nullptr);
  }
  if (!any)
    throw UsageError("--hosts: no runner of this run works on other machines: add --runners mpi");
}

std::vector<PlannedRunner> RunContext::planned_runners() const {
  std::vector<PlannedRunner> planned;
  planned.reserve(runners.size());
  for (const FoundRunner& runner : runners) {
    const std::string why_not = runner.asked ? runner.absent : "not part of this run";
    const std::string absent = why_not.empty() ? "" : "is " + why_not;
    RunnerMemory here = runner.memory;
    if (!runner.hosts.empty()) here.worker_bytes = 0;
    planned.push_back({runner.name, runner.scales, runner.workloads, absent, runner.slowness,
                       runner.start, here, runner.in_order, runner.cannot_share,
                       !runner.hosts.empty(), runner.beside});
  }
  return planned;
}

std::vector<std::string> RunContext::runner_names() const {
  std::vector<std::string> names;
  names.reserve(runners.size());
  for (const FoundRunner& runner : runners) names.push_back(runner.name);
  return names;
}

const FoundRunner& RunContext::runner(const std::string& name) const {
  return *std::find_if(runners.begin(), runners.end(),
                       [&](const FoundRunner& r) { return r.name == name; });
}

Limits RunContext::limits() const {
  std::error_code failed;
  const auto space = std::filesystem::space(scratch.path(), failed);
  const std::uint64_t scratch_bytes = failed ? UINT64_MAX : space.available;
  return {cpus.usable,
          memory,
          scratch_bytes,
          scratch.path().parent_path().string(),
          within(machine.topology, cpus.affinity).cores.size(),
          is_in_memory(scratch.path())};
}

}  // namespace parbench
