// BS::thread_pool: one queue with a mutex, one function per task.
#include <BS_thread_pool.hpp>

#include "adapter.hpp"

namespace parbench {
namespace {

class BsThreadPool final : public Adapter {
 public:
  BsThreadPool(const Job& job, int workers)
      : Adapter{job}, pool_{static_cast<std::size_t>(workers)} {}

  void run_tasks() override {
    pool_.detach_sequence(std::size_t{0}, tasks(), [this](std::size_t index) {
      run_task(index, static_cast<int>(*BS::this_thread::get_index()));
    });
    pool_.wait();
  }

 private:
  BS::light_thread_pool pool_;
};

}  // namespace

const RunnerInfo runner_info = adapter_info<BsThreadPool>(
    "BS::thread_pool: detach_sequence, one function per task", "N threads; the caller waits",
    std::to_string(BS_THREAD_POOL_VERSION_MAJOR) + "." +
        std::to_string(BS_THREAD_POOL_VERSION_MINOR) + "." +
        std::to_string(BS_THREAD_POOL_VERSION_PATCH));

}  // namespace parbench
