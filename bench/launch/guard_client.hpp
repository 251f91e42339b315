// The driver's side of the guard, which is the only one that starts processes.
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

// The guard was killed: the current trial is lost, the next one gets a new guard.
class GuardLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Ended {
  int status = 0;  // as waitpid gives it
  bool timed_out = false;
};

struct Cleaned {
  std::vector<std::string> left;  // "name (pid 123)": processes left behind
  std::map<pid_t, double> cpu_s;  // of every reaped process
};

class GuardClient {
 public:
  // `executable` is parbench-guard, which removes `scratch` when the driver has ended.
  GuardClient(std::filesystem::path executable, std::filesystem::path scratch);
  GuardClient(const GuardClient&) = delete;
  GuardClient& operator=(const GuardClient&) = delete;
  ~GuardClient();  // the guard kills what is left and ends

  // All throw Interrupted or GuardLost; start also throws std::runtime_error if the program cannot
  // be started.
  pid_t start(const Start& program, std::optional<double> deadline_s);
  Ended wait(pid_t pid);
  bool has_ended(pid_t pid, double within_s);  // its status still comes from wait()
  Cleaned clean();

 private:
  void launch();
  void lost();

  std::filesystem::path executable_, scratch_;
  int socket_ = -1;
  pid_t guard_ = -1;
  std::map<pid_t, Ended> ended_;
};

// Defers Ctrl-C, SIGTERM and SIGHUP until the driver waits for its guard; they end that wait.
void catch_interrupts();
bool interrupt_pending();

}  // namespace parbench
