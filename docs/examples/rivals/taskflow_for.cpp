// Taskflow: a graph of one parallel loop, made in the set-up, that hands out one index at a time.
#include <taskflow/algorithm/for_each.hpp>
#include <taskflow/taskflow.hpp>

#include "adapter.hpp"

namespace parbench {
namespace {

class TaskflowFor final : public Adapter {
 public:
  TaskflowFor(const Job& job, int workers)
      : Adapter{job}, executor_{static_cast<std::size_t>(workers)} {
    loop_.for_each_index(
        std::size_t{0}, tasks(), std::size_t{1},
        [this](std::size_t index) { run_task(index, executor_.this_worker_id()); },
        tf::DynamicPartitioner(1));
  }

  void run_tasks() override { executor_.run(loop_).wait(); }

 private:
  tf::Executor executor_;
  tf::Taskflow loop_;
};

}  // namespace

const RunnerInfo runner_info =
    adapter_info<TaskflowFor>("Taskflow: for_each_index with DynamicPartitioner(1)",
                              "N threads; the caller waits", tf::version());

}  // namespace parbench
