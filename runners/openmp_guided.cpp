// An OpenMP parallel loop whose chunks start at an N-th of the tasks and end with single ones.
#include "runners/openmp_team.hpp"

namespace parbench {
namespace {

struct Guided {
  template <typename RunTask>
  static void run(std::size_t tasks, const RunTask& run_task) {
#pragma omp for schedule(guided) nowait
    for (std::size_t index = 0; index < tasks; ++index) run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info =
    openmp_runner<Guided>({.about = "OpenMP: parallel for, schedule(guided): ever smaller chunks",
                           .one_at_a_time = false});

}  // namespace parbench
