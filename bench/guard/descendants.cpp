// Walks /proc by parent: /proc/self/task/*/children is not in every kernel.
#include "bench/guard/descendants.hpp"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace parbench {
namespace {

// Of /proc/PID/stat "pid (name) state ppid ...": the name may itself hold spaces and parentheses.
struct Stat {
  std::string name;
  char state = 'X';
  pid_t parent = 0;
};

Stat read_stat(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t open = text.find('('), close = text.rfind(')');
  Stat stat;
  if (open == std::string::npos || close == std::string::npos) return stat;
  stat.name = text.substr(open + 1, close - open - 1);
  std::istringstream rest(text.substr(close + 1));
  rest >> stat.state >> stat.parent;
  return stat;
}

}  // namespace

void become_subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

std::vector<Process> live_children() {
  std::vector<Process> children;
  // Asked after every trial: reading /proc takes milliseconds on a busy machine, and there is
  // mostly nobody to find.
  if (waitid(P_ALL, 0, nullptr, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD)
    return children;
  DIR* folder = opendir("/proc");
  if (folder == nullptr) return children;
  while (const dirent* entry = readdir(folder)) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    const Stat stat = read_stat(pid);
    if (stat.parent == getpid() && stat.state != 'Z' && stat.state != 'X')
      children.push_back({pid, stat.name});
  }
  closedir(folder);
  return children;
}

std::map<pid_t, double> kill_descendants(double patience_s) {
  std::map<pid_t, double> cpu_s;
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
    usleep(200);
  }
  return cpu_s;
}

}  // namespace parbench
