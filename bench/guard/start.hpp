#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace parbench {

// A program could not be started, with the system's error and what helps against that one.
class CannotStart : public std::runtime_error {
 public:
  CannotStart(const std::string& what, int error);
  const std::string& program() const { return what_; }  // "cannot run PATH"
  int error() const { return error_; }                  // errno

 private:
  std::string what_;
  int error_;
};

// A program that writes more than this to its stdout or stderr is killed.
inline constexpr unsigned most_output_mib = 16;

struct Start {
  std::vector<std::string> argv;  // argv[0] is a path
  std::map<std::string, std::string> set;
  std::vector<std::string> unset;
  std::string stdout_path, stderr_path;
  std::optional<int> cpu = {};  // the only one that it may run on
};

// Starts a program and does not wait for it. The new process leads a process group, dies with this one, is the
// first that the kernel kills where memory is short, dumps no core, reads /dev/null and has a timer slack of 1 ns (the default of 50 us delays blocking sleeps but
// not an event loop's timers). Throws CannotStart.
pid_t start(const Start& start);

}  // namespace parbench
