// Broken on purpose: its process ends by a signal in the midst of a pass. Never says why.
#include <signal.h>

#include "tests/support/broken/one_after_the_other.hpp"

namespace parbench {
namespace {

class Dies final : public OneAfterTheOther {
  using OneAfterTheOther::OneAfterTheOther;

  void run_task(std::size_t index) override {
    if (unlucky(index)) raise(SIGABRT);
    OneAfterTheOther::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Dies>();

}  // namespace parbench
