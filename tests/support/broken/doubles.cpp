// Broken on purpose: runs a task twice.
#include "tests/support/broken/faulty_serial.hpp"

namespace parbench {
namespace {

class Doubles final : public FaultySerial {
  using FaultySerial::FaultySerial;

  void run_task(std::size_t index) override {
    FaultySerial::run_task(index);
    if (is_faulty(index)) FaultySerial::run_task(index);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<Doubles>();

}  // namespace parbench
