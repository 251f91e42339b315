// Forked workers with an owner: started, watched, named when they die. Never leaves one behind,
// dead or alive.
//
// For a process with one thread: a child's life is tied to the thread that forked it, and a fork
// copies held locks.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/processes/descriptor.hpp"

namespace parbench {

struct ChildEnd {
  int slot;
  pid_t pid;
  int status;  // as waitpid gives it
};

// "was killed by SIGSEGV", "exited with status 3"
std::string describe_end(int wait_status);

class Children {
 public:
  // At most `slots` live at once.
  explicit Children(int slots);
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() { end_all(); }

  // Forks a child that runs body and ends, with status 0, or 1 if body throws. The slot must be
  // free. Throws std::runtime_error where no process can be had for a second: "process 13 of 16
  // could not be started: …".
  void start(int slot, const std::function<void()>& body);

  // Sleeps until a child has ended, and reaps it, or until `descriptor` is readable: then nothing.
  // An ended child comes first, so that no stream of messages hides a death.
  std::optional<ChildEnd> wait(int descriptor = -1);

  // Kills and reaps what lives.
  void end_all();

 private:
  struct Child {
    pid_t pid = 0;  // 0: the slot is free
    Descriptor ended;
  };

  void watch(int slot, pid_t pid);
  std::optional<ChildEnd> reap(std::size_t slot, int options);

  std::vector<Child> children_;
  std::vector<pollfd> watched_;  // one for each slot, and the caller's descriptor
  std::vector<int> handled_signals_;
  bool blind_ = false;  // the kernel has no pidfd: look at the children instead
};

}  // namespace parbench
