// A process that is not our descendant (its parent has ended); killed by the destructor.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "bench/machine/process_table.hpp"

namespace parbench {

class UnrelatedProcess {
 public:
  template <typename Body>
  explicit UnrelatedProcess(const Body& body) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = fork();
    if (child == 0) {
      const pid_t other = fork();
      if (other != 0) _exit(write(ends[1], &other, sizeof other) > 0 ? 0 : 1);
      alarm(60);  // even if the test is killed
      body();
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    if (read(ends[0], &pid_, sizeof pid_) != sizeof pid_)
      throw std::runtime_error("no pid from the child");
    close(ends[0]);
    close(ends[1]);
  }
  UnrelatedProcess(const UnrelatedProcess&) = delete;
  UnrelatedProcess& operator=(const UnrelatedProcess&) = delete;
  ~UnrelatedProcess() { kill(pid_, SIGKILL); }

  pid_t pid() const { return pid_; }
  double cpu_s() const { return cpu_clock_s(pid_).value_or(-1); }

 private:
  pid_t pid_ = -1;
};

[[noreturn]] inline void spin_forever() {
  for (;;) asm volatile("");
}

}  // namespace parbench
