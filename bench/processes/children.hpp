// Forked workers; the destructor kills and reaps them.
//
// Only for a process with one thread: a child dies with the thread that forked it, and a fork
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
  // At most `slots` children live at once.
  explicit Children(int slots);
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() { end_all(); }

  // Forks a child that runs body and exits with status 0, or 1 if body throws. The slot must be
  // free. Throws std::runtime_error if fork fails for a second: "process 13 of 16 could not be
  // started: …".
  void start(int slot, const std::function<void()>& body);

  // Starts this program again with these arguments, `descriptor` as its `as`, and default signals.
  // Otherwise like start.
  void start_program(int slot, std::vector<std::string> arguments, int descriptor, int as);

  // Waits until a child has ended, and reaps it, or until `descriptor` is readable: nullopt. An
  // ended child takes precedence, so that a stream of messages does not hide a death.
  std::optional<ChildEnd> wait(int descriptor = -1);

  // Kills and reaps all live children.
  void end_all();

 private:
  struct Child {
    pid_t pid = 0;  // 0: the slot is free
    Descriptor ended;
  };

  [[noreturn]] void fail_to_start(int slot, int error) const;
  void watch(int slot, pid_t pid);
  std::optional<ChildEnd> reap(std::size_t slot, int options);

  std::vector<Child> children_;
  std::vector<pollfd> watched_;  // one per slot, and the caller's descriptor
  std::vector<int> handled_signals_;
  bool blind_ = false;  // the kernel has no pidfd: poll the children
};

}  // namespace parbench
