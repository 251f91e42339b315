// A small plan of two workloads and fake runners.
#pragma once

#include "bench/plan/ab_plan.hpp"
#include "bench/plan/plan.hpp"

namespace parbench {

inline std::vector<PlannedRunner> small_runners() {
  return {{"serial", false, {"primes", "sleep"}, ""},
          {"pool", true, {"primes", "sleep"}, ""},
          {"partial", true, {"sleep"}, ""},
          {"absent", true, {"primes"}, "is not built"}};
}

inline Parameters small_parameters(const std::string& workload,
                                   const std::map<std::string, std::string>& values = {}) {
  return {workload, find_workload(workload)->parameters, values};
}

// primes: serial, pool at 1, 2, 4; sleep: serial, pool at 2, 8.
inline Plan small_plan() {
  Plan plan = make_plan({{"primes", small_parameters("primes"), {"serial", "pool"}, {1, 2, 4}},
                         {"sleep", small_parameters("sleep"), {"pool"}, {2, 8}}},
                        small_runners());
  plan.seed = 11;
  return plan;
}

// primes: before:pool and after:pool at 1, 2, 4, side by side.
inline Plan paired_plan() {
  Plan plan = ab_plan({{"primes", small_parameters("primes"), {"pool"}, {1, 2, 4}}},
                      small_runners(), {"before", "after"});
  plan.seed = 11;
  return plan;
}

}  // namespace parbench
