// libfork: a coroutine that forks the halves of the range down to one task. Its own lf::for_each does the same, but does not
// compile with GCC 12.
#include <libfork.hpp>

#include "adapter.hpp"

namespace parbench {
namespace {

class Libfork;

// Runs the tasks first to last - 1; there is one at least.
struct Split {
  auto operator()(auto self, Libfork* runner, std::size_t first, std::size_t last) const
      -> lf::task<>;
};

class Libfork final : public Adapter {
 public:
  Libfork(const Job& job, int workers) : Adapter{job}, pool_{static_cast<std::size_t>(workers)} {}

  void run_tasks() override {
    if (tasks() == 0) return;
    lf::sync_wait(pool_, Split{}, this, std::size_t{0}, tasks());
  }

  using Adapter::run_numbered;

 private:
  lf::lazy_pool pool_;
};

auto Split::operator()(auto self, Libfork* runner, std::size_t first, std::size_t last) const
    -> lf::task<> {
  if (last - first == 1) {
    runner->run_numbered(first);
    co_return;
  }
  const std::size_t middle = first + (last - first) / 2;
  co_await lf::fork(self)(runner, first, middle);
  co_await lf::call(self)(runner, middle, last);
  co_await lf::join;
}

}  // namespace

const RunnerInfo runner_info = adapter_info<Libfork>(
    "libfork: halves of the range are forked down to one task, lazy_pool",
    "N threads; the caller waits",
    std::to_string(LF_VERSION_MAJOR) + "." + std::to_string(LF_VERSION_MINOR) + "." +
        std::to_string(LF_VERSION_PATCH));

}  // namespace parbench
