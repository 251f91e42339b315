// Broken on purpose: runs a task twice. Never anything else.
#include "tests/support/broken/one_after_the_other.hpp"

namespace parbench {
namespace {

class Doubles final : public OneAfterTheOther {
  using OneAfterTheOther::OneAfterTheOther;

  void run_task(std::size_t index) override {
    OneAfterTheOther::run_task(index);
    if (unlucky(index)) OneAfterTheOther::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Doubles>();

}  // namespace parbench
