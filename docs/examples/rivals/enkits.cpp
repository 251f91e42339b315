// enkiTS: one task set of size 1 per task, because a larger one is handed out in ranges.
#include <TaskScheduler.h>

#include <vector>

#include "adapter.hpp"

namespace parbench {
namespace {

class EnkiTs final : public Adapter {
 public:
  EnkiTs(const Job& job, int workers) : Adapter{job}, sets_(tasks()) {
    for (std::size_t index = 0; index < sets_.size(); ++index) {
      sets_[index].m_Function = [this, index](enki::TaskSetPartition, std::uint32_t thread) {
        run_task(index, static_cast<int>(thread));
      };
    }
    scheduler_.Initialize(static_cast<std::uint32_t>(workers));
  }

  void run_tasks() override {
    for (enki::TaskSet& set : sets_) scheduler_.AddTaskSetToPipe(&set);
    for (enki::TaskSet& set : sets_) scheduler_.WaitforTask(&set);
  }

 private:
  std::vector<enki::TaskSet> sets_;
  enki::TaskScheduler scheduler_;
};

}  // namespace

const RunnerInfo runner_info = adapter_info<EnkiTs>("enkiTS: a TaskSet of size 1 per task",
                                                    "N threads, the caller among them");

}  // namespace parbench
