#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace parbench {

struct Start {
  std::vector<std::string> argv;  // argv[0] is a path
  std::map<std::string, std::string> set;
  std::vector<std::string> unset;
  std::string stdout_path, stderr_path;
};

// Starts a program and does not wait for it. The new process dies with this one, dumps no core,
// reads /dev/null and has a timer slack of 1 ns (the default of 50 us delays blocking sleeps but
// not an event loop's timers). Throws std::runtime_error if the program cannot be started.
pid_t start(const Start& start);

}  // namespace parbench
