// From the options, and what this build and machine have, to the experiments of a run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/plan/presets.hpp"
#include "bench/run_options.hpp"

namespace parbench {

struct Selection {
  std::vector<ExperimentSpec> specs;
  std::vector<std::string> notes;  // what was excluded or changed, a line each
};

// What this machine offers.
struct Limits {
  double usable_cpus = 1;
  std::uint64_t available_memory_bytes = UINT64_MAX;
};

// "a,b" -> {"a", "b"}. Throws std::invalid_argument for an empty word.
std::vector<std::string> split_list(const std::string& text);

// "1,2,cpus,2xcpus,1-8" -> ascending, without repetition. Throws UsageError.
std::vector<int> parse_workers(const std::string& text, double usable_cpus);

// Throws UsageError or BadParameter: an unknown workload, runner or key, a runner named by the user
// that is not built.
Selection select(const RunOptions& options, const Preset& preset,
                 const std::vector<PlannedRunner>& runners, const Limits& limits);

// The name of a cell for people who know Google Benchmark: workload[/key=value,...]/runner/workers,
// keys where they differ from the default.
std::string cell_name(const Cell& cell);

// Keeps the cells whose name matches the regular expression, and the serial base of each experiment.
// Throws UsageError.
void filter_cells(Plan& plan, const std::string& regex);

// Marks the cells whose name matches the regular expression for a traced pass. Throws UsageError.
void mark_traced(Plan& plan, const std::string& regex);

// Marks the cells that this machine cannot hold as unsupported.
void mark_too_big(Plan& plan, const Limits& limits);

}  // namespace parbench
