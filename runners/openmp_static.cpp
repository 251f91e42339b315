// An OpenMP parallel loop as it is by default: each thread gets its part of the tasks beforehand,
// which costs nothing and cannot react to tasks that last longer than others.
#include "runners/openmp_team.hpp"

namespace parbench {
namespace {

struct Static {
  template <typename RunTask>
  static void run(std::size_t tasks, const RunTask& run_task) {
#pragma omp for schedule(static) nowait
    for (std::size_t index = 0; index < tasks; ++index) run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = openmp_runner<Static>(
    {.about = "OpenMP: parallel for, schedule(static): N equal parts", .one_at_a_time = false});

}  // namespace parbench
