// oneTBB's task_group: every task is spawned on its own, and threads steal from each other.
#include <tbb/task_group.h>

#include "runners/tbb_arena.hpp"

namespace parbench {
namespace {

class TbbTasks final : public Runner {
 public:
  TbbTasks(const Job& job, int workers) : job_{job}, arena_{workers} {}

  void run() override {
    const std::size_t tasks = job_.task_count();
    arena_.execute([this, tasks] {
      tbb::task_group group;
      for (std::size_t index = 0; index < tasks; ++index) {
        group.run([this, index] { job_.run_task(index, TbbArena::this_worker()); });
      }
      group.wait();  // throws the first failure, which has cancelled the group
    });
  }

 private:
  const Job& job_;
  TbbArena arena_;
};

}  // namespace

const RunnerInfo runner_info =
    tbb_runner<TbbTasks>("oneTBB: task_group with one run() per task (work stealing)");

}  // namespace parbench
