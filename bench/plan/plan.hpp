// What a run measures: pure functions of the options and the seed.
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
  bool traced = false;
};

// Measured once per block.
struct Cell {
  std::string workload;
  Parameters parameters;
  std::string params;  // parameters.json()
  std::string runner;
  int workers = 1;
  std::string unsupported;  // why it cannot be measured here, or empty
  std::uint64_t passes =
      0;                // timed passes per trial; 0 until the cell's first trial has chosen them
  bool traced = false;  // its trial of the first block records when each task ran
  double slowness = 1;  // of the runner, for estimates
};

// The cells of one workload with one set of parameters, measured together and compared.
struct Experiment {
  std::string workload;
  std::string params;
  std::vector<std::size_t> cells;
  int blocks = 0;                 // 0: those of the plan
  std::vector<double> slowdowns;  // not empty: no cells, only the A/A pair and these (self-test)
  bool noise = false;             // with background load by parbench-noise (self-test)
};

struct Plan {
  std::vector<Cell> cells;
  std::vector<Experiment> experiments;
  std::vector<std::size_t> probes;  // cells of the probes, each by ascending workers
  int blocks = 6;
  bool fixed_blocks = false;  // no cell ends before the last block
  bool one_by_one = false;    // one experiment after the other; otherwise their blocks alternate
  double width = 0.05;        // target interval width of a cell, as a share of its centre
  std::uint64_t seed = 0;
  double min_sample_s = 0.2;
};

inline constexpr const char* base_runner = "serial";

// What the plan needs to know of a runner.
struct PlannedRunner {
  std::string name;
  bool scales = true;
  std::vector<std::string> workloads;  // those it can run
  std::string absent;                  // why it cannot run at all here, or empty
  double slowness = 1;                 // CPU time of its tasks relative to compiled ones
  std::string family = {};
};

// Cells in the order of specs, runners, worker counts, without duplicates, always with the serial
// base.
Plan make_plan(const std::vector<ExperimentSpec>& specs, const std::vector<PlannedRunner>& runners);

// Adds probes of the machine at 1, 2, 4, ... and all usable CPUs: of its capacity if an experiment
// computes, of its memory bandwidth if one streams through memory.
void add_probes(Plan& plan, double usable_cpus);

// The probes to run before a block of the experiment.
std::vector<std::size_t> probes_of(const Plan& plan, const Experiment& experiment);

// Bytes that a pass of the cell reads from memory; 0 if memory is not a limit.
std::uint64_t streamed_bytes(const Cell& cell);

// The experiment's serial cell, nullopt if it cannot be measured.
std::optional<std::size_t> base_of(const Plan& plan, const Experiment& experiment);

// Rough estimates in seconds, with `cpus` usable CPUs.
double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus);
double estimated_block_s(const Plan& plan, const Experiment& experiment, double cpus);
double estimated_run_s(const Plan& plan, double cpus);

// Bytes of the cell's data, and of its processes.
std::uint64_t estimated_memory_bytes(const Cell& cell);

// The lower bound of a pass by the waiting times of its tasks: each goes to the worker that is free
// first (greedy list scheduling, as any dispatch in index order does). nullopt if tasks do not
// wait.
std::optional<double> bound_s(const Cell& cell);

// As many blocks as fit into `limit_s`, between `least` and `most`; above six a stop (see is_stop).
int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most);

// Whether a sign-test interval is checked at this number of blocks. Between two stops it would only
// get wider for the same data, and each further check costs coverage.
bool is_stop(int blocks);

}  // namespace parbench
