// A runner whose pass is a C function, under the trial loop of all compiled runners.
#include "bench/runner.hpp"

#include <parbench/kernels.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/c_api/error.hpp"
#include "bench/job.hpp"
#include "bench/threads/first_failure.hpp"
#include "bench/trial/runner_main.hpp"

using namespace parbench;

struct parbench_job {  // NOLINT(readability-identifier-naming): a name of C
  const Job& job;
  mutable FirstFailure failure;
};

namespace {

// The one runner of this process: RunnerInfo::make cannot carry it.
parbench_runner given{};

class CRunner final : public Runner {
 public:
  CRunner(const Job& job, int workers) : job_{job, {}}, workers_{workers} {
    if (given.start != nullptr) require(given.start(&state_, &job_, workers_), "start");
  }

  ~CRunner() override {
    if (given.stop != nullptr) given.stop(state_);
  }

  void run() override { require(given.run(state_, &job_, workers_), "run"); }

 private:
  void require(int status, const char* function) {
    job_.failure.rethrow();
    if (status == 0) return;
    throw std::runtime_error(given.name + std::string(": ") + function + "() returned " +
                             std::to_string(status));
  }

  parbench_job job_;
  const int workers_;
  void* state_ = nullptr;
};

std::string text(const char* given_text) { return given_text == nullptr ? "" : given_text; }

std::vector<EnvironmentSetting> settings() {
  std::vector<EnvironmentSetting> settings;
  for (const char* const* entry = given.environment; entry != nullptr && *entry != nullptr;
       ++entry) {
    const std::string pair = *entry;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    settings.push_back({pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size()))});
  }
  return settings;
}

}  // namespace

size_t parbench_job_tasks(const parbench_job* job) { return job->job.task_count(); }

int parbench_job_run(const parbench_job* job, size_t task, int worker) {
  if (job->failure.happened()) return -1;
  try {
    job->job.run_task(task, worker);
    return 0;
  } catch (const std::exception& error) {
    last_error() = error.what();
    job->failure.keep();
  } catch (...) {
    job->failure.keep();
  }
  return -1;
}

void parbench_job_leave(const parbench_job* job, int worker) { job->job.leave(worker); }

void parbench_job_fail(const parbench_job* job, const char* reason) {
  try {
    throw std::runtime_error(text(reason));
  } catch (...) {
    job->failure.keep();
  }
}

int parbench_runner_main(int argc, char** argv, const parbench_runner* runner) {
  std::memcpy(&given, runner, std::min(sizeof given, runner->size));
  const std::string about = text(given.about), counts = text(given.counts);
  const RunnerInfo info{
      .about = about,
      .counts = counts,
      .scales = given.serial == 0,
      .version = text(given.version),
      .environment = settings(),
      .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
        return std::make_unique<CRunner>(job, workers);
      },
  };
  return runner_main({text(given.name), text(given.family)}, info, {argv + 1, argv + argc});
}
