// The driver's side of the guard: starts it, asks it, starts another one should it be killed.
// Starts nothing by itself.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/guard/start.hpp"

namespace parbench {

// Ctrl-C, SIGTERM or SIGHUP arrived while something ran.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The guard went away under us: the trial in flight is lost, the next one gets a new guard.
class GuardLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Ended {
  int status = 0;  // as waitpid gives it
  bool timed_out = false;
};

struct Cleaned {
  std::vector<std::string> left;  // "name (pid 123)": what nobody had ended
  std::map<pid_t, double> cpu_s;  // of every process that was reaped
};

class GuardClient {
 public:
  // `executable` is parbench-guard; `scratch` is removed by the guard when the driver is gone.
  GuardClient(std::filesystem::path executable, std::filesystem::path scratch);
  GuardClient(const GuardClient&) = delete;
  GuardClient& operator=(const GuardClient&) = delete;
  ~GuardClient();  // the guard ends everything, then itself

  // All three throw Interrupted or GuardLost; start also throws std::runtime_error when the program
  // cannot be started.
  pid_t start(const Start& what, std::optional<double> deadline_s);
  Ended wait(pid_t pid);
  bool has_ended(pid_t pid, double within_s);  // wait() still tells how
  Cleaned clean();

 private:
  void launch();
  void lost();

  std::filesystem::path executable_, scratch_;
  int socket_ = -1;
  pid_t guard_ = -1;
  std::map<pid_t, Ended> ended_;
};

// From now on Ctrl-C, SIGTERM and SIGHUP are held back until the driver waits for its guard, and
// end that wait.
void catch_interrupts();
bool interrupt_pending();

}  // namespace parbench
