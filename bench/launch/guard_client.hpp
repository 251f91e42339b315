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
#include "bench/machine/pause_meter.hpp"
#include "bench/pause.hpp"

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
  std::string stopped;  // "name (pid 123)": of a process that SIGSTOP held at the deadline
  std::string flooded;  // "stdout" or "stderr": it was killed for writing too much to it
};

struct Cleaned {
  std::vector<std::string> left;  // "name (pid 123)": processes left behind
  std::map<pid_t, double> cpu_s;  // of every reaped process
  Pause pause;                    // since the last clean(), of the guard or the driver
};

// One line on what cannot be had where /proc shows the pids of another namespace; empty elsewhere.
std::string foreign_proc_note();

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

  // Of the driver while it waited for its guard, since the last clean().
  const Pause& own_pause() const { return own_pause_; }

 private:
  void launch();
  void lost();
  bool readable(double within_s);

  std::filesystem::path executable_, scratch_;
  int socket_ = -1;
  pid_t guard_ = -1;
  std::map<pid_t, Ended> ended_;
  PauseMeter meter_;
  Pause own_pause_;
};

// Defers Ctrl-C, SIGTERM and SIGHUP until the driver waits for its guard; they end that wait.
void catch_interrupts();
bool interrupt_pending();

}  // namespace parbench
