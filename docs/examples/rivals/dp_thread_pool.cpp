// dp::thread_pool: a queue per thread, from which the others steal.
#include <thread_pool/thread_pool.h>

#include "adapter.hpp"

namespace parbench {
namespace {

class DpThreadPool final : public Adapter {
 public:
  DpThreadPool(const Job& job, int workers) : Adapter{job}, pool_{static_cast<unsigned>(workers)} {}

  void run_tasks() override {
    for (std::size_t index = 0; index < tasks(); ++index) {
      pool_.enqueue_detach([this, index] { run_numbered(index); });
    }
    pool_.wait_for_tasks();
  }

 private:
  dp::thread_pool<> pool_;
};

}  // namespace

const RunnerInfo runner_info = adapter_info<DpThreadPool>(
    "dp::thread_pool: enqueue_detach, one per task", "N threads; the caller submits and waits");

}  // namespace parbench
