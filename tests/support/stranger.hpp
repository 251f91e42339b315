// A process that is nobody's descendant here: a child's child whose parent has ended. Killed when
// the object goes.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "bench/machine/process_table.hpp"

namespace parbench {

class Stranger {
 public:
  template <typename Body>
  explicit Stranger(const Body& body) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    const pid_t child = fork();
    if (child == 0) {
      const pid_t stranger = fork();
      if (stranger != 0) _exit(write(ends[1], &stranger, sizeof stranger) > 0 ? 0 : 1);
      alarm(60);  // whatever becomes of the test
      body();
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    if (read(ends[0], &pid_, sizeof pid_) != sizeof pid_) throw std::runtime_error("no stranger");
    close(ends[0]);
    close(ends[1]);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;
  ~Stranger() { kill(pid_, SIGKILL); }

  pid_t pid() const { return pid_; }
  double cpu_s() const { return cpu_clock_s(pid_).value_or(-1); }

 private:
  pid_t pid_ = -1;
};

[[noreturn]] inline void spin_for_ever() {
  for (;;) asm volatile("");
}

}  // namespace parbench
