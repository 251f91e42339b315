// std::for_each with std::execution::par, which libstdc++ runs on oneTBB: in chunks of tasks, and by
// default with no more threads than CPUs.
#include <algorithm>
#include <execution>
#include <numeric>
#include <vector>

#include "bench/threads/first_failure.hpp"
#include "runners/tbb_arena.hpp"

namespace parbench {
namespace {

class StdPar final : public Runner {
 public:
  StdPar(const Job& job, int workers) : job_{job}, arena_{workers}, indices_(job.task_count()) {
    std::iota(indices_.begin(), indices_.end(), std::size_t{0});
  }

  void run() override {
    arena_.execute([this] {
      std::for_each(std::execution::par, indices_.begin(), indices_.end(),
                    [this](std::size_t index) { run_task(index); });
    });
    failure_.rethrow();
  }

 private:
  // An exception that leaves the algorithm ends the program.
  void run_task(std::size_t index) {
    if (failure_.happened()) return;
    try {
      job_.run_task(index, TbbArena::this_worker());
    } catch (...) {
      failure_.keep();
    }
  }

  const Job& job_;
  TbbArena arena_;
  FirstFailure failure_;
  // Not std::views::iota: libstdc++ runs iterators that are not random-access by the rules of C++17
  // on one thread.
  std::vector<std::size_t> indices_;
};

}  // namespace

const RunnerInfo runner_info = tbb_runner<StdPar>(
    "std::for_each with std::execution::par, on oneTBB (chunks of tasks)", false);

}  // namespace parbench
