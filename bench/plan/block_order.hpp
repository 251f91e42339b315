// The order of the trials in a block, and of the blocks in a run: a function of seed, workload,
// parameters and block alone, the same on every machine and with every library.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"

namespace parbench {

// A trial of a cell, or of the serial base in another role.
struct PlannedTrial {
  std::size_t cell = 0;
  std::size_t experiment = 0;
  int block = 1;
  int position = 1;  // in the block, from 1
  std::string role = "cell";
  double slowdown = 0;  // of an injected trial
  int attempt = 1;
};

// Trials between two serial references; more would be too far apart, because load drifts within
// seconds.
inline constexpr int between_references = 8;

// A block of the experiment: all its cells and the serial A/A pair in a shuffled order, with a
// serial reference first, after every eighth trial, and last. Paired cells stay together, without
// serial trials. `experiment` is one of the plan's.
std::vector<PlannedTrial> block_trials(const Plan& plan, const Experiment& experiment, int block);

int blocks_of(const Plan& plan, const Experiment& experiment);

struct Block {
  std::size_t experiment;
  int block;
};

// Blocks of different experiments alternate, unless the plan says one by one.
std::vector<Block> blocks_in_order(const Plan& plan);

// Those that may follow, for cells that are short of undisturbed blocks by then.
std::vector<Block> spare_blocks_in_order(const Plan& plan);
bool is_spare(const Plan& plan, const Block& block);

// Of block_trials() the trials of these cells, with a serial reference before and after each group
// of them; they keep their positions.
std::vector<PlannedTrial> spare_trials(const Plan& plan, const Experiment& experiment, int block,
                                       const std::set<std::size_t>& cells);

// All planned trials of the run, without probes and spare blocks.
std::vector<PlannedTrial> trial_order(const Plan& plan);

}  // namespace parbench
