// A team of exactly N OpenMP threads, for the runners that differ in how the team shares the tasks.
#pragma once

#include <fmt/format.h>
#include <omp.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"

namespace parbench {

// Share::run(tasks, run_task) is called by every thread of the team. Over all of them it calls
// run_task(index) once for each index below `tasks`.
template <typename Share>
class OpenMpTeam final : public Runner {
 public:
  OpenMpTeam(const Job& job, int workers) : job_{job}, workers_{workers} {
    pass(0);  // makes the threads
  }

  ~OpenMpTeam() override { omp_pause_resource_all(omp_pause_hard); }  // ends them

  void run() override {
    pass(job_.task_count());
    failure_.rethrow();
  }

 private:
  void pass(std::size_t tasks) {
    int given = 0;
#pragma omp parallel num_threads(workers_) default(none) shared(given, tasks)
    {
      const int worker = omp_get_thread_num();
      if (worker == 0) given = omp_get_num_threads();
      Share::run(tasks, [this](std::size_t index) { run_task(index, omp_get_thread_num()); });
      job_.leave(worker);
    }
    if (given == workers_) return;
    throw std::runtime_error(fmt::format(
        "OpenMP gave {} of {} threads: OMP_DYNAMIC must be false, OMP_THREAD_LIMIT unset", given,
        workers_));
  }

  // An exception must not leave the parallel region.
  void run_task(std::size_t index, int worker) {
    if (failure_.happened()) return;
    try {
      job_.run_task(index, worker);
    } catch (...) {
      failure_.keep();
    }
  }

  const Job& job_;
  const int workers_;
  FirstFailure failure_;
};

// A chunk of one task for whichever thread is free, in the order of their index.
struct OpenMpDynamic {
  template <typename RunTask>
  static void run(std::size_t tasks, const RunTask& run_task) {
#pragma omp for schedule(monotonic : dynamic, 1) nowait
    for (std::size_t index = 0; index < tasks; ++index) run_task(index);
  }
};

struct OpenMpOptions {
  std::string_view about;
  // The runtime reads the environment when it is loaded, before main. Passive waiting, because the
  // default spins for milliseconds after a thread's work, and only up to N = CPUs.
  std::string_view wait_policy = "PASSIVE";
  bool one_at_a_time = true;
};

template <typename Share>
RunnerInfo openmp_runner(const OpenMpOptions& options) {
  return {.about = options.about,
          .counts = "N threads; the caller is one of them",
          .scales = true,
          .one_at_a_time = options.one_at_a_time,
          .in_order = std::is_same_v<Share, OpenMpDynamic>,
          .version = "OpenMP " + std::to_string(_OPENMP),  // year and month of the specification
          .environment = {{"OMP_WAIT_POLICY", std::string{options.wait_policy}},
                          {"OMP_DYNAMIC", "false"},
                          {"OMP_NUM_THREADS", ""},
                          {"OMP_THREAD_LIMIT", ""},
                          {"OMP_MAX_ACTIVE_LEVELS", ""},
                          {"OMP_NESTED", ""},
                          {"OMP_SCHEDULE", ""},
                          {"OMP_PROC_BIND", ""},
                          {"OMP_PLACES", ""},
                          {"OMP_STACKSIZE", ""},
                          {"OMP_DISPLAY_ENV", ""},
                          {"OMP_DISPLAY_AFFINITY", ""},
                          {"GOMP_CPU_AFFINITY", ""},
                          {"GOMP_SPINCOUNT", ""},
                          {"GOMP_STACKSIZE", ""},
                          {"KMP_AFFINITY", ""},
                          {"KMP_BLOCKTIME", ""},
                          {"KMP_LIBRARY", ""},
                          {"KMP_ALL_THREADS", ""},
                          {"KMP_DEVICE_THREAD_LIMIT", ""},
                          {"KMP_SETTINGS", ""},
                          {"KMP_VERSION", ""}},
          .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
            return std::make_unique<OpenMpTeam<Share>>(job, workers);
          }};
}

}  // namespace parbench
