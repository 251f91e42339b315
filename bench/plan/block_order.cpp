#include "bench/plan/block_order.hpp"

#include <algorithm>
#include <numeric>

#include "bench/digest.hpp"

namespace parbench {
namespace {

// FNV-1a (Fowler, Noll, Vo), because std::hash may differ between libraries.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

template <typename T>
void shuffle(std::vector<T>& items, std::uint64_t state) {
  // Fisher–Yates by hand, because std::shuffle differs between standard libraries.
  for (std::size_t i = items.size(); i > 1; --i) {
    state += 0x9e3779b97f4a7c15U;
    std::swap(items[i - 1], items[scramble(state) % i]);
  }
}

// The blocks of different experiments take turns.
void alternate(std::vector<Block>& blocks) {
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const Block& a, const Block& b) { return a.block < b.block; });
}

// Pairs in a shuffled order. Which side of a pair runs first is drawn for every two blocks and then
// reversed, so that whatever the second trial owes to the first cancels out.
std::vector<std::size_t> pairs_in_order(const Experiment& experiment, std::uint64_t seed,
                                        int block) {
  std::vector<std::size_t> pairs;
  for (std::size_t i = 0; i + 1 < experiment.cells.size(); i += 2) pairs.push_back(i);
  shuffle(pairs, scramble(seed + static_cast<std::uint64_t>(block)));
  const auto draw = scramble(seed ^ scramble(static_cast<std::uint64_t>(block - 1) / 2));
  std::vector<std::size_t> cells;
  for (const std::size_t pair : pairs) {
    const std::uint64_t first = (scramble(draw + pair) + static_cast<std::uint64_t>(block)) % 2;
    cells.push_back(experiment.cells[pair + first]);
    cells.push_back(experiment.cells[pair + 1 - first]);
  }
  return cells;
}

// The stage that the block belongs to.
const Stage& stage_of(const Experiment& experiment, int block) {
  auto stage = experiment.stages.begin();
  for (int last = stage->blocks; last < block && stage + 1 != experiment.stages.end();)
    last += (++stage)->blocks;
  return *stage;
}

}  // namespace

std::vector<PlannedTrial> block_trials(const Plan& plan, const Experiment& experiment, int block) {
  PlannedTrial trial;
  trial.experiment = static_cast<std::size_t>(&experiment - plan.experiments.data());
  trial.block = block;
  std::vector<PlannedTrial> shuffled;
  const auto add = [&](std::vector<PlannedTrial>& to, std::size_t cell, const char* role,
                       double slowdown = 0) {
    trial.cell = cell;
    trial.role = role;
    trial.slowdown = slowdown;
    to.push_back(trial);
  };
  const std::uint64_t state =
      scramble(plan.seed) ^ hash_of(experiment.workload + experiment.params);
  if (experiment.paired) {
    for (const std::size_t cell : pairs_in_order(experiment, state, block)) {
      add(shuffled, cell, "cell");
      shuffled.back().position = static_cast<int>(shuffled.size());
    }
    return shuffled;
  }
  const std::optional<std::size_t> base = base_of(plan, experiment);
  const auto& cells =
      experiment.stages.empty() ? experiment.cells : stage_of(experiment, block).cells;
  if (experiment.slowdowns.empty()) {
    for (const std::size_t cell : cells) add(shuffled, cell, "cell");
  }
  if (base) {
    add(shuffled, *base, "twin_a");
    add(shuffled, *base, "twin_b");
    for (const double slowdown : experiment.slowdowns) add(shuffled, *base, "injected", slowdown);
  }
  shuffle(shuffled, scramble(state + static_cast<std::uint64_t>(block)));
  std::vector<PlannedTrial> trials;
  const bool references = base && experiment.slowdowns.empty();  // an A/A pair needs none
  for (std::size_t i = 0; i < shuffled.size(); ++i) {
    if (references && i % between_references == 0) add(trials, *base, "reference");
    trials.push_back(shuffled[i]);
  }
  if (references) add(trials, *base, "reference");
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].position = static_cast<int>(i) + 1;
  return trials;
}

int blocks_of(const Plan& plan, const Experiment& experiment) {
  if (!experiment.stages.empty()) {
    return std::accumulate(experiment.stages.begin(), experiment.stages.end(), 0,
                           [](int sum, const Stage& stage) { return sum + stage.blocks; });
  }
  return experiment.blocks > 0 ? experiment.blocks : plan.blocks;
}

std::vector<Block> blocks_in_order(const Plan& plan) {
  std::vector<Block> blocks;
  for (std::size_t experiment = 0; experiment < plan.experiments.size(); ++experiment) {
    for (int block = 1; block <= blocks_of(plan, plan.experiments[experiment]); ++block)
      blocks.push_back({experiment, block});
  }
  if (!plan.one_by_one) alternate(blocks);
  return blocks;
}

std::vector<Block> spare_blocks_in_order(const Plan& plan) {
  std::vector<Block> blocks;
  for (std::size_t experiment = 0; experiment < plan.experiments.size(); ++experiment) {
    for (int spare = 1; spare <= plan.spare_blocks; ++spare)
      blocks.push_back({experiment, blocks_of(plan, plan.experiments[experiment]) + spare});
  }
  alternate(blocks);
  return blocks;
}

bool is_spare(const Plan& plan, const Block& block) {
  return block.block > blocks_of(plan, plan.experiments[block.experiment]);
}

std::vector<PlannedTrial> spare_trials(const Plan& plan, const Experiment& experiment, int block,
                                       const std::set<std::size_t>& cells) {
  std::vector<PlannedTrial> trials;
  for (const PlannedTrial& trial : block_trials(plan, experiment, block)) {
    // Without a cell in between, the reference before is near enough.
    const bool reference = trial.role == "reference";
    const bool again = reference && !trials.empty() && trials.back().role == "reference";
    if ((reference && !again) || (trial.role == "cell" && cells.contains(trial.cell)))
      trials.push_back(trial);
  }
  if (trials.size() == 1 && trials.front().role == "reference") trials.clear();
  return trials;
}

std::vector<PlannedTrial> trial_order(const Plan& plan) {
  std::vector<PlannedTrial> trials;
  for (const Block& block : blocks_in_order(plan)) {
    const auto of_block = block_trials(plan, plan.experiments[block.experiment], block.block);
    trials.insert(trials.end(), of_block.begin(), of_block.end());
  }
  return trials;
}

}  // namespace parbench
