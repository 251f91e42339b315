#include "runners/event_loop.hpp"

#include "bench/runner.hpp"

namespace parbench {
namespace {

class OneLoop final : public Runner {
 public:
  OneLoop(const Job& job, int workers) : job_{job}, workers_{workers}, loop_{job, pass_} {}

  void run() override {
    pass_.next = 0;
    pass_.tasks = job_.task_count();
    loop_.run(0, 1, workers_);
    pass_.failure.rethrow();
  }

 private:
  const Job& job_;
  const int workers_;
  LoopPass pass_;
  EventLoop loop_;
};

}  // namespace

const RunnerInfo runner_info{
    .about = "one thread, asio coroutines: tasks wait side by side and compute one after another",
    .counts = "N tasks in flight; the caller is the one thread",
    .scales = true,
    .cannot_share = "its tasks share one thread, which a blocked one would stop",
    .version = boost_version(),
    .environment = {},
    .worker_bytes = 16U << 10U,
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<OneLoop>(job, workers);
    },
};

}  // namespace parbench
