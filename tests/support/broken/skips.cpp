// Broken on purpose: leaves a task out.
#include "tests/support/broken/faulty_serial.hpp"

namespace parbench {
namespace {

class Skips final : public FaultySerial {
  using FaultySerial::FaultySerial;

  void run_task(std::size_t index) override {
    if (!is_faulty(index)) FaultySerial::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Skips>();

}  // namespace parbench
