#include "bench/plan/selftest.hpp"

#include <algorithm>
#include <cmath>

namespace parbench {
namespace {

constexpr int comparisons = 60, more_comparisons = 200;
constexpr int blocks_per_comparison = 6;
constexpr int spare_comparisons = 2;  // for blocks that stay disturbed

ExperimentSpec spec(const char* workload, const std::map<std::string, std::string>& values,
                    std::vector<std::string> runners, std::vector<int> workers) {
  return {workload, Parameters{workload, find_workload(workload)->parameters, values},
          std::move(runners), std::move(workers)};
}

}  // namespace

const std::set<std::string>& selftest_runners() {
  static const std::set<std::string> names{base_runner, "thread_pool", "process_pool"};
  return names;
}

Plan selftest_plan(const std::vector<PlannedRunner>& runners, double usable_cpus, bool extended) {
  const int cpus = std::max(1, static_cast<int>(std::floor(usable_cpus)));
  std::vector<int> ranked{1, cpus, 2 * cpus};
  ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
  // A machine wakes up a sleeper some 0.1 ms late. Of 20 ms that is a quarter of the bound of 2 %
  // within which the waits must be exact; of 5 ms it would be all of it.
  Plan plan = make_plan({spec("sleep", {{"tasks", "8"}, {"duration", "20ms"}},
                              {"thread_pool", "process_pool"}, {2, 4}),
                         spec("primes", {{"count", "128"}}, {"thread_pool"}, ranked),
                         spec("primes", {{"count", "32"}}, {base_runner}, {1})},
                        runners);
  plan.one_by_one = true;
  plan.fixed_blocks = true;
  plan.min_sample_s = 0.08;
  plan.experiments[0].blocks = 6;
  plan.experiments[1].blocks = extended ? 30 : 15;
  plan.experiments[1].noise = true;
  plan.experiments[2].blocks =
      blocks_per_comparison * ((extended ? more_comparisons : comparisons) + spare_comparisons);
  plan.experiments[2].slowdowns = {0.02, 0.05, 0.10};
  plan.blocks = plan.experiments[2].blocks;
  return plan;
}

double selftest_budget_s(bool extended) { return extended ? 28 * 60 : 5.5 * 60; }

}  // namespace parbench
