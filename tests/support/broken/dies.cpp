// Broken on purpose: a signal ends its process during a pass.
#include <signal.h>

#include "tests/support/broken/faulty_serial.hpp"

namespace parbench {
namespace {

class Dies final : public FaultySerial {
  using FaultySerial::FaultySerial;

  void run_task(std::size_t index) override {
    if (is_faulty(index)) raise(SIGABRT);
    FaultySerial::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Dies>();

}  // namespace parbench
