// Broken on purpose: starts a daemon and forgets it. Never waits for it.
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/broken/one_after_the_other.hpp"

namespace parbench {
namespace {

class LeavesChild final : public OneAfterTheOther {
 public:
  explicit LeavesChild(const Job& job) : OneAfterTheOther{job} {
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
