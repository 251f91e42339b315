// Broken on purpose: waits for ever in the midst of a pass. Never uses CPU meanwhile.
#include <unistd.h>

#include "tests/support/broken/one_after_the_other.hpp"

namespace parbench {
namespace {

class Hangs final : public OneAfterTheOther {
  using OneAfterTheOther::OneAfterTheOther;

  void run_task(std::size_t index) override {
    while (unlucky(index)) pause();
    OneAfterTheOther::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Hangs>();

}  // namespace parbench
