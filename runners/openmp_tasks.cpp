// OpenMP tasks that one thread makes and all run, the one that makes them included. libgomp lets it
// run a task at once while more than 64 for each thread wait.
#include "runners/openmp_team.hpp"

namespace parbench {
namespace {

struct Tasks {
  template <typename RunTask>
  static void run(std::size_t tasks, const RunTask& run_task) {
#pragma omp single
    for (std::size_t index = 0; index < tasks; ++index) {
#pragma omp task default(none) firstprivate(index) shared(run_task)
      run_task(index);
    }
  }  // all wait at the end of `single`, and run tasks meanwhile
};

}  // namespace

const RunnerInfo runner_info =
    openmp_runner<Tasks>({.about = "OpenMP: one thread makes a task for each, all run them"});

}  // namespace parbench
