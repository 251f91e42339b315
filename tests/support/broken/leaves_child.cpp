// Broken on purpose: leaves a daemon behind.
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/broken/faulty_serial.hpp"

namespace parbench {
namespace {

class LeavesChild final : public FaultySerial {
 public:
  explicit LeavesChild(const Job& job) : FaultySerial{job} {
    const pid_t child = fork();
    if (child == 0) {
      setsid();
      if (fork() == 0) sleep(600);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  }
};

}  // namespace

const RunnerInfo runner_info = broken_info<LeavesChild>();

}  // namespace parbench
