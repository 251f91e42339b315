// Taskflow: one silent_async per task.
#include <taskflow/taskflow.hpp>

#include "adapter.hpp"

namespace parbench {
namespace {

class TaskflowAsync final : public Adapter {
 public:
  TaskflowAsync(const Job& job, int workers)
      : Adapter{job}, executor_{static_cast<std::size_t>(workers)} {}

  void run_tasks() override {
    for (std::size_t index = 0; index < tasks(); ++index) {
      executor_.silent_async([this, index] { run_task(index, executor_.this_worker_id()); });
    }
    executor_.wait_for_all();
  }

 private:
  tf::Executor executor_;
};

}  // namespace

const RunnerInfo runner_info =
    adapter_info<TaskflowAsync>("Taskflow: silent_async, one per task",
                                "N threads; the caller submits and waits", tf::version());

}  // namespace parbench
