// Experiments to cells to an order.
#include "bench/driver/plan.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "bench/digest.hpp"

namespace parbench {
namespace {

constexpr double start_s = 5e-3;  // of a runner's process, its guard's answer and its row
constexpr std::uint64_t process_bytes = 8U
                                        << 20U;  // a small process of ours, its libraries counted

const PlannedRunner* find(const std::vector<PlannedRunner>& runners, const std::string& name) {
  const auto found =
      std::find_if(runners.begin(), runners.end(), [&](const auto& r) { return r.name == name; });
  return found == runners.end() ? nullptr : &*found;
}

std::string why_unsupported(const PlannedRunner* runner, const std::string& workload) {
  if (runner == nullptr) return "no such runner";
  if (!runner->absent.empty()) return runner->absent;
  const auto& known = runner->workloads;
  if (std::find(known.begin(), known.end(), workload) == known.end())
    return "the runner has no workload " + workload;
  return "";
}

// FNV-1a (Fowler, Noll, Vo): the same for the same text everywhere, which std::hash does not
// promise.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

Plan make_plan(const std::vector<Experiment>& experiments,
               const std::vector<PlannedRunner>& runners) {
  Plan plan;
  std::set<std::tuple<std::string, std::string, std::string, int>> seen;
  for (const Experiment& experiment : experiments) {
    const std::string params = experiment.parameters.json();
    auto group = std::find_if(plan.groups.begin(), plan.groups.end(), [&](const Group& g) {
      return g.workload == experiment.workload && g.params == params;
    });
    if (group == plan.groups.end())
      group = plan.groups.insert(group, {experiment.workload, params, {}});
    const auto add = [&](const std::string& runner, int workers) {
      if (!seen.insert({experiment.workload, params, runner, workers}).second) return;
      group->cells.push_back(plan.cells.size());
      plan.cells.push_back({experiment.workload, experiment.parameters, params, runner, workers,
                            why_unsupported(find(runners, runner), experiment.workload), 0});
    };
    add(base_runner, 1);
    for (const std::string& name : experiment.runners) {
      const PlannedRunner* runner = find(runners, name);
      if (runner != nullptr && !runner->scales) {
        add(name, 1);
        continue;
      }
      for (const int workers : experiment.workers) add(name, workers);
    }
  }
  return plan;
}

std::vector<std::size_t> block_order(const Plan& plan, const Group& group, int block) {
  std::vector<std::size_t> order = group.cells;
  std::uint64_t state = scramble(plan.seed) ^ hash_of(group.workload + group.params);
  state = scramble(state + static_cast<std::uint64_t>(block));
  // Fisher and Yates by hand: std::shuffle differs between standard libraries.
  for (std::size_t i = order.size(); i > 1; --i) {
    state += 0x9e3779b97f4a7c15U;
    std::swap(order[i - 1], order[scramble(state) % i]);
  }
  return order;
}

std::vector<PlannedTrial> trial_order(const Plan& plan) {
  std::vector<PlannedTrial> trials;
  for (int block = 1; block <= plan.blocks; ++block) {
    for (std::size_t group = 0; group < plan.groups.size(); ++group) {
      int position = 0;
      for (const std::size_t cell : block_order(plan, plan.groups[group], block)) {
        trials.push_back({cell, group, block, ++position});
      }
    }
  }
  return trials;
}

double estimated_trial_s(const Cell& cell, double min_sample_s, double cpus) {
  if (!cell.unsupported.empty()) return 0;
  const WorkloadInfo* workload = find_workload(cell.workload);
  if (workload == nullptr || workload->estimate == nullptr) return start_s + min_sample_s;
  const Estimate serial = workload->estimate(cell.parameters);
  const double pass_s = serial.compute_s / std::min<double>(cell.workers, std::max(cpus, 1.0)) +
                        serial.wait_s / cell.workers;
  // A cold pass, then a sample of whole passes: half a pass more than asked for, on average.
  return start_s + 1.2 * pass_s + std::max(min_sample_s + pass_s / 2, pass_s);
}

double estimated_run_s(const Plan& plan, double cpus) {
  double block_s = 0;
  for (const Cell& cell : plan.cells) block_s += estimated_trial_s(cell, plan.min_sample_s, cpus);
  return block_s * plan.blocks;
}

std::uint64_t estimated_memory_bytes(const Cell& cell) {
  const WorkloadInfo* workload = find_workload(cell.workload);
  const std::uint64_t data = workload != nullptr && workload->estimate != nullptr
                                 ? workload->estimate(cell.parameters).memory_bytes
                                 : 0;
  return data + process_bytes * static_cast<std::uint64_t>(1 + cell.workers);
}

int blocks_within(const Plan& plan, double limit_s, double cpus, int least, int most) {
  Plan one = plan;
  one.blocks = 1;
  const double block_s = estimated_run_s(one, cpus);
  return std::clamp(block_s > 0 ? static_cast<int>(limit_s / block_s) : most, least, most);
}

}  // namespace parbench
