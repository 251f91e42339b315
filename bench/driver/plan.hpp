// What a run will measure, in which order: pure functions of the options and the seed. Never
// measures, never reads a clock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/parameters.hpp"
#include "bench/workload.hpp"

namespace parbench {

// A workload with one set of parameters, and the runners and worker counts to compare on it.
struct Experiment {
  std::string workload;
  Parameters parameters;
  std::vector<std::string> runners;
  std::vector<int> workers;
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
      0;  // timed passes of a trial; 0 until the cell's first trial has chosen them
};

// The cells of one workload with one set of parameters: measured together, compared with each
// other.
struct Group {
  std::string workload;
  std::string params;
  std::vector<std::size_t> cells;
};

struct Plan {
  std::vector<Cell> cells;
  std::vector<Group> groups;
  int blocks = 6;
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
};

// Cells in the order of experiments, runners, worker counts, without repetition; the serial base is
// always among them.
Plan make_plan(const std::vector<Experiment>& experiments,
               const std::vector<PlannedRunner>& runners);

// The cells of a group in the order of block `block` (from 1): a function of seed, workload,
// parameters and block alone, the same on every machine and with every library.
std::vector<std::size_t> block_order(const Plan& plan, const Group& group, int block);

// Every trial of the run in order: blocks of different groups alternate.
struct PlannedTrial {
  std::size_t cell;
  std::size_t group;
  int block;
  int position;  // in the block, from 1
};
std::vector<PlannedTrial> trial_order(const Plan& plan);

// Seconds that a trial of the cell will take, roughly; `cpus` usable ones.
double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus);
double estimated_run_s(const Plan& plan, double cpus);

// Bytes of the cell's data, and of its processes.
std::uint64_t estimated_memory_bytes(const Cell& cell);

// Between `least` and `most`, as many blocks as end within `limit_s`.
int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most);

}  // namespace parbench
