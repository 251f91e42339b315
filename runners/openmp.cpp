// An OpenMP parallel loop that dispatches one task at a time. Not a `taskloop`: libgomp runs a long
// one on one thread.
#include <fmt/format.h>
#include <omp.h>

#include <stdexcept>
#include <string>

#include "bench/runner.hpp"
#include "bench/threads/first_failure.hpp"

namespace parbench {
namespace {

class OpenMp final : public Runner {
 public:
  OpenMp(const Job& job, int workers) : job_{job}, workers_{workers} {
    pass(0);  // makes the threads
  }

  ~OpenMp() override { omp_pause_resource_all(omp_pause_hard); }  // ends them

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
#pragma omp for schedule(dynamic, 1) nowait
      for (std::size_t index = 0; index < tasks; ++index) run_task(index, worker);
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

// _OPENMP is the year and month of the specification.
std::string version() { return "OpenMP " + std::to_string(_OPENMP); }

}  // namespace

// The runtime reads the environment when it is loaded, before main. Passive waiting, because the
// default spins for milliseconds after a thread's work, and only up to N = CPUs.
const RunnerInfo runner_info{
    .about = "OpenMP: parallel for, schedule(dynamic,1)",
    .counts = "N threads; the caller is one of them",
    .scales = true,
    .version = version(),
    .environment = {{"OMP_WAIT_POLICY", "PASSIVE"},
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
      return std::make_unique<OpenMp>(job, workers);
    },
};

}  // namespace parbench
