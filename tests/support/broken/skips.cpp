// Broken on purpose: leaves a task out. Never anything else.
#include "tests/support/broken/one_after_the_other.hpp"

namespace parbench {
namespace {

class Skips final : public OneAfterTheOther {
  using OneAfterTheOther::OneAfterTheOther;

  void run_task(std::size_t index) override {
    if (!unlucky(index)) OneAfterTheOther::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Skips>();

}  // namespace parbench
