// What `parbench selftest` measures: the harness itself. Never judges: reports/selftest.py does.
#pragma once

#include <vector>

#include "bench/plan/plan.hpp"

namespace parbench {

// Stands where a run's preset does.
inline constexpr const char* selftest_name = "selftest";

// Three experiments, one after the other:
//   * waiting tasks, whose time is known exactly;
//   * a small ranking whose outcome is known, under the built-in noise generator;
//   * the serial runner against itself, as twins and with slow-downs of 2, 5 and 10 %: 60
//     comparisons of six blocks each (`extended`: 200).
Plan selftest_plan(const std::vector<PlannedRunner>& runners, double usable_cpus, bool extended);

// The most time that the self-test may take: 6 minutes, extended 30, less what drawing it up takes.
double selftest_budget_s(bool extended);

}  // namespace parbench
