// What a run will measure, in which order: pure functions of the options and the seed. Never
// measures, never reads a clock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/parameters.hpp"
#include "bench/workload.hpp"

namespace parbench {

// A workload with one set of parameters, and the runners and worker counts to compare on it.
struct ExperimentSpec {
  std::string workload;
  Parameters parameters;
  std::vector<std::string> runners;
  std::vector<int> workers;
  bool traced = false;  // its cells are
};

// What is measured again in every block.
struct Cell {
  std::string workload;
  Parameters parameters;
  std::string params;  // parameters.json()
  std::string runner;
  int workers = 1;
  std::string unsupported;  // why it cannot be measured here, or empty
  std::uint64_t passes =
      0;                // timed passes of a trial; 0 until the cell's first trial has chosen them
  bool traced = false;  // its trial of the first block tells who ran which task when
  double slowness = 1;  // the runner's, for estimates
};

// The cells of one workload with one set of parameters: measured together, compared with each
// other.
struct Experiment {
  std::string workload;
  std::string params;
  std::vector<std::size_t> cells;
  int blocks = 0;                 // 0: as many as the plan's
  std::vector<double> slowdowns;  // not empty: no cells, only the twins and these (self-test)
  bool noise = false;             // under the built-in noise generator (self-test)
};

struct Plan {
  std::vector<Cell> cells;
  std::vector<Experiment> experiments;
  std::vector<std::size_t> probes;  // cells of the probes, each by ascending workers
  int blocks = 6;
  bool fixed_blocks = false;  // no cell ends before the last block
  bool one_by_one =
      false;  // all blocks of a experiment, then the next experiment's; else they alternate
  double width = 0.05;  // a cell is done when its interval is narrower, of its centre
  std::uint64_t seed = 0;
  double min_sample_s = 0.2;
};

inline constexpr const char* base_runner = "serial";

// What the plan needs to know of a runner.
struct PlannedRunner {
  std::string name;
  bool scales = true;
  std::vector<std::string> workloads;  // that it can run
  std::string absent;                  // why it cannot run at all here, or empty
  double slowness = 1;                 // CPU time of its tasks over that of compiled ones, roughly
};

// Cells in the order of specs, runners, worker counts, without repetition; the serial base is
// always among them.
Plan make_plan(const std::vector<ExperimentSpec>& specs, const std::vector<PlannedRunner>& runners);

// Adds the probes of the machine at 1, 2, 4, ... and all usable CPUs: of its capacity where
// anything computes, of its memory's bandwidth where anything streams through memory.
void add_probes(Plan& plan, double usable_cpus);

// Those to run before a block of the experiment.
std::vector<std::size_t> probes_of(const Plan& plan, const Experiment& experiment);

// Bytes that a pass of the cell reads from memory; 0 where memory is no limit.
std::uint64_t streamed_bytes(const Cell& cell);

// The experiment's serial cell, if it can be measured.
std::optional<std::size_t> base_of(const Plan& plan, const Experiment& experiment);

// Seconds that a trial of the cell will take, roughly; `cpus` usable ones.
double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus);
double estimated_block_s(const Plan& plan, const Experiment& experiment, double cpus);
double estimated_run_s(const Plan& plan, double cpus);

// Bytes of the cell's data, and of its processes.
std::uint64_t estimated_memory_bytes(const Cell& cell);

// The least time of a pass that the tasks' own waiting allows: each wait goes to the worker that is
// free first (greedy list scheduling, as every hand-out in order of the index does). Nothing where
// tasks do not wait.
std::optional<double> bound_s(const Cell& cell);

// Between `least` and `most`, as many blocks as end within `limit_s`; above five one of stop_at().
int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most);

// The numbers of blocks at which a sign-test interval is judged: between them it only grows wider
// for the same data, and each further look costs coverage.
bool is_stop(int blocks);

}  // namespace parbench
