// What a run measures: pure functions of the options and the seed.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/parameters.hpp"
#include "bench/runner_memory.hpp"
#include "bench/start_time.hpp"
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
  StartTime start = {};
  RunnerMemory memory = {};
};

// So many blocks of some of an experiment's cells. A run that decides while it measures (advise) adds
// one stage after the other.
struct Stage {
  std::vector<std::size_t> cells;
  int blocks = 0;
};

// The cells of one workload with one set of parameters, measured together and compared.
struct Experiment {
  std::string workload;
  std::string params;
  std::vector<std::size_t> cells;
  int blocks = 0;                 // 0: those of the plan
  std::vector<double> slowdowns;  // not empty: no cells, only the A/A pair and these (self-test)
  bool noise = false;             // with background load by parbench-noise (self-test)
  // Cells 2i and 2i + 1 are two builds' trials of one thing (ab): always side by side in a block, and
  // compared with each other instead of with a serial base.
  bool paired = false;
  std::optional<std::uint64_t> digest = {};  // of a pass, if it was measured before the run (ab)
  // Not empty: its blocks are those of the stages, of their cells alone, without a serial base.
  std::vector<Stage> stages = {};
};

// The cell that is compared with this one; nullopt in an experiment without pairs.
std::optional<std::size_t> partner_of(const Experiment& experiment, std::size_t cell);

struct Plan {
  std::vector<Cell> cells;
  std::vector<Experiment> experiments;
  std::vector<std::size_t> probes;  // cells of the probes, each by ascending workers
  int blocks = 6;
  int spare_blocks = 0;  // more at most, for the cells that have fewer undisturbed ones by then
  double spare_limit_s = std::numeric_limits<double>::infinity();  // of a session with spare blocks
  bool fixed_blocks = false;  // no cell ends before the last block
  bool one_by_one = false;    // one experiment after the other; otherwise their blocks alternate
  double width = 0.05;        // target interval width of a cell, as a share of its centre
  double margin = 0.03;       // relative differences up to this count as none
  std::uint64_t seed = 0;
  double min_sample_s = 0.2;
  std::vector<std::string> figures;  // of the machine, in the parameters: "mixed.rounds=741000"
  std::vector<std::string> stages;   // as JSON, by which it grew (bench/plan/stages.hpp)
};

inline constexpr const char* base_runner = "serial";

// Of the probes: the threads of a pool may wake up on one CPU and stay there for some milliseconds.
inline constexpr const char* probe_runner = "thread_per_task";

// What the plan needs to know of a runner.
struct PlannedRunner {
  std::string name;
  bool scales = true;
  std::vector<std::string> workloads;  // those it can run
  std::string absent;                  // why it cannot run at all here, or empty
  double slowness = 1;                 // CPU time of its tasks relative to compiled ones
  StartTime start = {};
  RunnerMemory memory = {};
  bool in_order = false;          // hands tasks out singly, by their index
  std::string cannot_share = {};  // why its tasks cannot share anything, or empty
  bool on_hosts = false;          // its workers run on the machines of --hosts
  std::string beside = {};  // a runner that it is measured beside; empty: only where it is named
};

// Cells in the order of specs, runners, worker counts, without duplicates, always with the serial
// base.
Plan make_plan(const std::vector<ExperimentSpec>& specs, const std::vector<PlannedRunner>& runners);

// The cell of the workload under a runner, with the reason if it cannot be measured.
Cell planned_cell(const std::string& workload, const Parameters& parameters,
                  const std::string& runner, int workers,
                  const std::vector<PlannedRunner>& runners);

// Adds probes of the machine: of its capacity at 1, 2, 4, ... and all usable CPUs if an experiment
// computes, of its memory bandwidth with as many copies as the cells that stream through memory
// have workers, at most the usable CPUs.
void add_probes(Plan& plan, double usable_cpus);

// The probes of capacity, to run before a block of the experiment.
std::vector<std::size_t> probes_before(const Plan& plan, const Experiment& experiment);

// The probe of memory bandwidth, to run directly before each trial of a cell that streams through
// memory: bandwidth that others take changes within a block.
std::optional<std::size_t> probe_beside(const Plan& plan, std::size_t cell);

// The least duration of the cell's samples; a probe beside a trial is short.
double least_sample_s(const Plan& plan, const Cell& cell);

// The rate at which its tasks arrive; 0: it is a closed loop.
double rate_per_s(const Cell& cell);

// Whether a failed trial of the cell is an answer.
bool fails_as_planned(const Cell& cell);

// Bytes that a pass of the cell reads from memory; 0 if memory is not a limit.
std::uint64_t streamed_bytes(const Cell& cell);

// The experiment's serial cell, nullopt if it cannot be measured or the experiment has none. It has
// none if tasks arrive at a rate: then a pass lasts as long as its arrivals, and a speedup says
// nothing. Nor has it one if it ends in a planned failure, or if tasks wait for each other.
std::optional<std::size_t> base_of(const Plan& plan, const Experiment& experiment);

// Rough estimates in seconds, with `cpus` usable CPUs.
double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus);
double estimated_block_s(const Plan& plan, const Experiment& experiment, double cpus);
double estimated_run_s(const Plan& plan, double cpus);

struct MemoryNeed {
  std::uint64_t own_bytes = 0;     // of a trial's processes and of the data that each keeps
  std::uint64_t stored_bytes = 0;  // of data in the scratch folder, which the run's trials share

  std::uint64_t bytes() const { return own_bytes + stored_bytes; }
};

// Roughly what a trial of the cell takes.
MemoryNeed estimated_memory(const Cell& cell);

// The lower bound of a pass by the times of its tasks.
struct Bound {
  double pass_s = 0;     // until its last worker is done
  double compute_s = 0;  // of that, what this worker computes
};

// Each task goes to the worker that is free first (greedy list scheduling, as any dispatch in index
// order does), and computes as if that worker had a CPU to itself. nullopt if tasks do not wait.
std::optional<Bound> bound_of(const Cell& cell);

// CPU time that the tasks of a pass need together, as far as their bound knows of it; 0 where they
// only wait, or only compute.
double computing_s(const Cell& cell);

// The share of the time of the CPUs that the cell's workers can use in which they compute: of
// load on those CPUs it delays that much. 1: all of it, 0: they wait. At a rate: as far as the arrivals
// keep them computing. By the estimate, never by a
// measured time; nullopt: nobody knows it beforehand.
std::optional<double> computing_share(const Cell& cell, double usable_cpus);

// As many blocks as fit into `limit_s`, between `least` and `most`; if it is not `least`, a stop.
int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most);

// Whether a cell's interval is checked at this number of blocks: few, because each further check
// costs coverage.
bool is_stop(int blocks);

}  // namespace parbench
