// Broken on purpose: waits forever during a pass.
#include <unistd.h>

#include "tests/support/broken/faulty_serial.hpp"

namespace parbench {
namespace {

class Hangs final : public FaultySerial {
  using FaultySerial::FaultySerial;

  void run_task(std::size_t index) override {
    while (is_faulty(index)) pause();
    FaultySerial::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Hangs>();

}  // namespace parbench
