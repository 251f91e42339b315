#include "bench/guard/descendants.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "bench/machine/process_table.hpp"

namespace parbench {

void become_subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

std::vector<Process> live_children() {
  std::vector<Process> children;
  // Called after every trial: reading /proc takes milliseconds on a busy machine, and usually there
  // are no children.
  if (!has_children()) return children;
  for (const ProcessEntry& process : read_processes()) {
    const bool ended = process.state == 'Z' || process.state == 'X';
    if (process.parent == getpid() && !ended) children.push_back({process.pid, process.name});
  }
  return children;
}

std::map<pid_t, double> kill_descendants(const std::vector<pid_t>& groups, double patience_s) {
  std::map<pid_t, double> cpu_s;
  if (is_foreign_proc()) patience_s /= 5;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience_s);
  while (std::chrono::steady_clock::now() < give_up) {
    int status = 0;
    rusage use{};
    const pid_t reaped = wait4(-1, &status, WNOHANG, &use);
    if (reaped > 0) {
      cpu_s[reaped] = static_cast<double>(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                      1e-6 * static_cast<double>(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
      continue;
    }
    if (reaped < 0 && errno == ECHILD) break;
    for (const Process& child : live_children()) kill(child.pid, SIGKILL);
    if (is_foreign_proc()) {
      for (const pid_t group : groups) kill(-group, SIGKILL);
    }
    usleep(200);
  }
  return cpu_s;
}

}  // namespace parbench
