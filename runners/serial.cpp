// The base: every other runner is compared with it.
#include "bench/runner.hpp"

namespace parbench {
namespace {

class Serial final : public Runner {
 public:
  explicit Serial(const Job& job) : job_{job} {}

  void run() override {
    const std::size_t tasks = job_.task_count();
    for (std::size_t index = 0; index < tasks; ++index) job_.run_task(index, 0);
    job_.leave(0);
  }

 private:
  const Job& job_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a plain loop on the calling thread",
    .counts = "always 1: the caller",
    .scales = false,
    .in_order = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int) -> std::unique_ptr<Runner> {
      return std::make_unique<Serial>(job);
    },
};

}  // namespace parbench
