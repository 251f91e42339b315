#include "bench/guard/start.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "bench/machine/oom_score.hpp"
#include "bench/system_error.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

// What the child reports where it does not become the program.
struct Failure {
  int error = 0;
  int descriptor = -1;  // that could not be opened; -1: the program itself could not be run
};

bool redirect(int target, const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC, 0600);
  return file >= 0 && dup2(file, target) == target;
}

[[noreturn]] void become(const Start& start, char** argv, pid_t parent, int report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  setpgid(0, 0);
  raise_oom_score(oom_score::trial);
  prctl(PR_SET_TIMERSLACK, 1);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (start.cpu) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(*start.cpu), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  for (const auto& [name, value] : start.set) setenv(name.c_str(), value.c_str(), 1);
  for (const std::string& name : start.unset) unsetenv(name.c_str());
  constexpr int anew = O_WRONLY | O_CREAT | O_TRUNC;
  Failure why;
  if (!redirect(0, "/dev/null", O_RDONLY)) {
    why.descriptor = 0;
  } else if (!redirect(1, start.stdout_path, anew)) {
    why.descriptor = 1;
  } else if (!redirect(2, start.stderr_path, anew)) {
    why.descriptor = 2;
  } else {
    execvp(argv[0], argv);
  }
  why.error = errno;
  if (write(report, &why, sizeof why) < 0) _exit(126);
  _exit(127);
}

[[noreturn]] void refuse_file(const Start& start, const Failure& why) {
  const std::string files[]{"/dev/null", start.stdout_path, start.stderr_path};
  const std::string& file = files[why.descriptor];
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::path{file}.parent_path();
  const bool gone = !std::filesystem::exists(folder, ignored);
  throw std::runtime_error("cannot open " + file + " for " + start.argv[0] + ": " +
                           system_error_text(why.error) +
                           (gone ? ": the folder " + folder.string() + " is missing" : ""));
}

// The kernel says only that it must not be run.
void refuse_directory(const std::string& program, int error) {
  std::error_code unknown;
  if (error == EACCES && std::filesystem::is_directory(program, unknown))
    throw CannotStart("cannot run " + program, EISDIR);
}

// The kernel says of a script only that there is no such file.
void refuse_missing_interpreter(const std::string& program, int error) {
  std::string first;
  if (error != ENOENT || !std::getline(std::ifstream{program}, first)) return;
  const bool script = first.starts_with("#!");
  throw CannotStart("cannot run " + program + ", whose " +
                        (script ? "interpreter is missing (" + one_line(first.substr(2), 200) + ")"
                                : "dynamic loader is missing"),
                    error);
}

const char* remedy(int error) {
  switch (error) {
    case EAGAIN:
      return ": raise the limit of processes (ulimit -u, or pids.max of the cgroup)";
    case EACCES:
      return ": make it executable (chmod +x), on a file system that is not mounted noexec";
    default:
      return "";
  }
}

}  // namespace

CannotStart::CannotStart(const std::string& what, int error)
    : std::runtime_error(what + ": " + system_error_text(error) + remedy(error)),
      what_{what},
      error_{error} {}

pid_t start(const Start& start) {
  std::vector<char*> argv;
  argv.reserve(start.argv.size() + 1);
  for (const std::string& argument : start.argv)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int report[2];  // closed by a successful exec; otherwise the child writes a Failure to it
  if (pipe2(report, O_CLOEXEC) != 0) throw CannotStart("cannot run " + start.argv[0], errno);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(start, argv.data(), parent, report[1]);
  const int fork_error = errno;
  close(report[1]);
  Failure why;
  const ssize_t got = child > 0 ? read(report[0], &why, sizeof why) : 0;
  close(report[0]);
  if (child < 0) throw CannotStart("cannot run " + start.argv[0], fork_error);
  if (got == sizeof why) {
    waitpid(child, nullptr, 0);
    if (why.descriptor >= 0) refuse_file(start, why);
    refuse_directory(start.argv[0], why.error);
    refuse_missing_interpreter(start.argv[0], why.error);
    throw CannotStart("cannot run " + start.argv[0], why.error);
  }
  return child;
}

}  // namespace parbench
