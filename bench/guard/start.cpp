#include "bench/guard/start.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace parbench {
namespace {

bool redirect(int target, const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC, 0600);
  return file >= 0 && dup2(file, target) == target;
}

[[noreturn]] void become(const Start& start, char** argv, pid_t parent, int report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  prctl(PR_SET_TIMERSLACK, 1);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const auto& [name, value] : start.set) setenv(name.c_str(), value.c_str(), 1);
  for (const std::string& name : start.unset) unsetenv(name.c_str());
  constexpr int anew = O_WRONLY | O_CREAT | O_TRUNC;
  if (redirect(0, "/dev/null", O_RDONLY) && redirect(1, start.stdout_path, anew) &&
      redirect(2, start.stderr_path, anew)) {
    execvp(argv[0], argv);
  }
  const int why = errno;
  if (write(report, &why, sizeof why) < 0) _exit(126);
  _exit(127);
}

}  // namespace

pid_t start(const Start& start) {
  std::vector<char*> argv;
  argv.reserve(start.argv.size() + 1);
  for (const std::string& argument : start.argv)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int report[2];  // closed by a successful exec; otherwise the child writes errno to it
  if (pipe2(report, O_CLOEXEC) != 0)
    throw std::runtime_error(std::string("pipe: ") + std::strerror(errno));
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(start, argv.data(), parent, report[1]);
  const int fork_error = errno;
  close(report[1]);
  int why = 0;
  const ssize_t got = child > 0 ? read(report[0], &why, sizeof why) : 0;
  close(report[0]);
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(fork_error));
  if (got == sizeof why) {
    waitpid(child, nullptr, 0);
    throw std::runtime_error("cannot run " + start.argv[0] + ": " + std::strerror(why));
  }
  return child;
}

}  // namespace parbench
