// What `parbench selftest` measures; reports/ judges it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"

namespace parbench {

// The name of the self-test in place of a preset.
inline constexpr const char* selftest_name = "selftest";

// The runners that it measures.
const std::set<std::string>& selftest_runners();

// Three experiments, one after the other:
//   * waiting tasks, whose time is known exactly;
//   * a small ranking with a known outcome, under background load;
//   * the serial runner against itself, as an A/A pair and with slowdowns of 2, 5 and 10 %: 60
//     comparisons of six blocks each (`extended`: 200).
Plan selftest_plan(const std::vector<PlannedRunner>& runners, double usable_cpus, bool extended);

// The time limit of the self-test: 6 minutes, extended 30, less the time for its report.
double selftest_budget_s(bool extended);

}  // namespace parbench
