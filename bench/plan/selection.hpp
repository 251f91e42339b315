// From the options, and what this build and machine have, to the experiments of a run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "bench/machine/memory.hpp"
#include "bench/plan/plan.hpp"
#include "bench/plan/presets.hpp"
#include "bench/run_options.hpp"

namespace parbench {

struct Selection {
  std::vector<ExperimentSpec> specs;
  std::vector<std::string> notes;    // what was excluded or changed, a line each
  std::vector<std::string> figures;  // of the machine, "mixed.rounds=741000"
};

// What this machine offers.
struct Limits {
  double usable_cpus = 1;
  MemoryBudget memory = {};
  std::uint64_t scratch_bytes = UINT64_MAX;  // free where the data of the trials is kept
  std::string scratch = {};                  // that folder
  std::size_t usable_cores = 0;              // physical ones; 0: unknown
  bool scratch_in_memory = true;             // what lies there takes memory while the run lasts

  std::uint64_t data_bytes() const { return std::min(memory.available_bytes, scratch_bytes); }
};

// Of the runners that the options name, or else the preset, and of those that every run needs: the
// names.
std::set<std::string> wanted_runners(const RunOptions& options, const Preset& preset);

// Throws UsageError or BadParameter: an unknown workload, runner or key, a runner named by the user
// that is not built.
Selection select(const RunOptions& options, const Preset& preset,
                 const std::vector<PlannedRunner>& runners, const Limits& limits);

// Throws UsageError for a name that no runner has, or of a runner that cannot be used.
void refuse_unknown_runners(const std::vector<std::string>& names,
                            const std::vector<PlannedRunner>& runners);

// Marks the cells that this machine cannot hold as unsupported, probes too. Data that trials share
// stays for the whole run: of several sizes those that come first in the plan are kept.
void mark_too_big(Plan& plan, const Limits& limits);

}  // namespace parbench
