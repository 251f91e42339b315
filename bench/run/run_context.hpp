// What a run needs: the guard, a scratch folder, the runners, the machine.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bench/launch/guard_client.hpp"
#include "bench/launch/hosts.hpp"
#include "bench/launch/runners.hpp"
#include "bench/launch/sides.hpp"
#include "bench/machine/cpus.hpp"
#include "bench/machine/machine.hpp"
#include "bench/machine/memory.hpp"
#include "bench/plan/plan.hpp"
#include "bench/plan/selection.hpp"
#include "bench/run/folders.hpp"

namespace parbench {

struct RunContext {
  // Starts the guard and asks the `wanted` runners of the build to describe themselves; `named` ones
  // with a '/' are the user's own executables, asked too, and replaced by the names that they give.
  // Throws UsageError for one that is not a runner. `pythons`: further interpreters (--python).
  RunContext(std::vector<std::string>& named, const std::set<std::string>& wanted,
             const std::vector<std::string>& pythons = {});

  // Reads the file of --hosts, and gives the hosts to the runners of this run that can work there,
  // unless the check of one fails (`check`: a trial on all of them). Throws UsageError for a bad file,
  // and if no runner can use it.
  void use_hosts(const std::filesystem::path& file, bool check);

  std::vector<PlannedRunner> planned_runners() const;
  std::vector<std::string> runner_names() const;
  const FoundRunner& runner(const std::string& name) const;
  Limits limits() const;

  Cpus cpus;
  Machine machine;
  MemoryBudget memory;
  Scratch scratch;
  GuardClient guard;
  std::vector<FoundRunner> runners;  // the registry's, then the user's own
  std::size_t own_from = 0;          // where the user's own begin
  std::vector<Host> hosts;           // of --hosts
  std::vector<Side> sides;           // of ab; their labelled runners are among the user's own
};

}  // namespace parbench
