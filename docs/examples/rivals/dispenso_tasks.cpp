// dispenso: a TaskSet on a pool of N - 1 threads, because the caller runs tasks too.
#include <dispenso/task_set.h>
#include <dispenso/thread_pool.h>

#include "adapter.hpp"

namespace parbench {
namespace {

class Dispenso final : public Adapter {
 public:
  Dispenso(const Job& job, int workers)
      : Adapter{job}, pool_{static_cast<std::size_t>(workers - 1)} {}

  void run_tasks() override {
    dispenso::TaskSet set{pool_};
    for (std::size_t index = 0; index < tasks(); ++index) {
      set.schedule([this, index] { run_numbered(index); });
    }
    set.wait();
  }

 private:
  dispenso::ThreadPool pool_;
};

}  // namespace

const RunnerInfo runner_info = adapter_info<Dispenso>(
    "dispenso: TaskSet, one schedule() per task", "N threads, the caller among them",
    std::to_string(DISPENSO_MAJOR_VERSION) + "." + std::to_string(DISPENSO_MINOR_VERSION) + "." +
        std::to_string(DISPENSO_PATCH_VERSION));

}  // namespace parbench
