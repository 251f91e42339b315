// One task ends its worker: what is left of the results shows who goes down with it.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <string>
#include <thread>

#include "workloads/collective.hpp"

namespace parbench {
namespace {

class Crash final : public Sharing {
 public:
  explicit Crash(const Parameters& parameters)
      : tasks_{parameters.count("tasks")},
        at_{parameters.count("at")},
        how_{parameters.text("how")},
        delay_{std::llround(parameters.seconds("delay") * 1e9)} {}

  std::size_t task_count() const override { return tasks_; }

  std::uint64_t run_task(std::size_t index, Worker&) const override {
    if (index == at_) end(index);
    return expected(index);
  }

 private:
  void end(std::size_t index) const {
    std::this_thread::sleep_for(delay_);  // others go on meanwhile
    if (how_ == "signal") kill(getpid(), SIGKILL);
    if (how_ == "exit") _exit(1);
    throw std::runtime_error(fmt::format("task {} fails as asked", index));
  }

  std::size_t tasks_, at_;
  std::string how_;
  std::chrono::nanoseconds delay_;
};

Estimate estimate(const Parameters& parameters) {
  return {.tasks = parameters.count("tasks"), .wait_s = parameters.seconds("delay")};
}

void check(const Parameters& parameters) {
  const std::uint64_t at = parameters.count("at"), tasks = parameters.count("tasks");
  if (at < tasks) return;
  throw BadParameter(fmt::format("crash.at={}: allowed are 0 to {}, because there are {} tasks", at,
                                 tasks - 1, tasks));
}

std::unique_ptr<Workload> make_shared(const Parameters& parameters, int) {
  return std::make_unique<Crash>(parameters);
}

}  // namespace

extern const WorkloadInfo crash_workload;
const WorkloadInfo crash_workload{
    .about = "one task kills its worker: how many results are left, under each runner",
    .kind = WorkloadKind::unknown,
    .parameters = {{.key = "tasks",
                    .type = ParameterSpec::Type::count,
                    .fallback = "16",
                    .least = 1,
                    .most = 1e5,
                    .about = "tasks per pass"},
                   {.key = "how",
                    .type = ParameterSpec::Type::choice,
                    .fallback = "signal",
                    .choices = {"signal", "exit", "exception"},
                    .about = "SIGKILL, an exit with status 1, or an exception"},
                   {.key = "at",
                    .type = ParameterSpec::Type::count,
                    .fallback = "7",
                    .least = 0,
                    .most = 1e5 - 1,
                    .about = "the task that does it, from 0"},
                   {.key = "delay",
                    .type = ParameterSpec::Type::duration,
                    .fallback = "20ms",
                    .least = 0,
                    .most = 60,
                    .about = "how long it waits before, while others go on"}},
    .small_cases = {{{"at", "3"}, {"delay", "1ms"}, {"how", "exception"}}},
    .observed = "results left",
    .estimate = estimate,
    .check = check,
    .fails_as_planned = [](const Parameters&) { return true; },
    .counts_survivors = true,
    .make_shared = make_shared,
};

}  // namespace parbench
