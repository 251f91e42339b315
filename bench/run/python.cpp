#include "bench/run/python.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "bench/run_options.hpp"

namespace parbench {
namespace {

void exec(const std::string& python, const std::string& module,
          const std::vector<std::string>& args) {
  // -P (from 3.11): no module of the user's folder shadows one of ours.
  std::vector<std::string> all{python, "-P", "-m", module};
  all.insert(all.end(), args.begin(), args.end());
  const char* path = std::getenv("PYTHONPATH");
  const std::string ours = PARBENCH_SOURCE_DIR;
  setenv("PYTHONPATH", (path != nullptr ? ours + ":" + path : ours).c_str(), 1);
  std::vector<char*> argv;
  argv.reserve(all.size() + 1);
  for (std::string& arg : all) argv.push_back(arg.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
}

}  // namespace

std::optional<std::string> find_python(bool to_draw) {
  const std::string command = fmt::format("'{}/scripts/find_python' numpy scipy{} 2>/dev/null",
                                          PARBENCH_SOURCE_DIR, to_draw ? " matplotlib jinja2" : "");
  FILE* found = popen(command.c_str(), "r");
  if (found == nullptr) return std::nullopt;
  std::string python;
  for (int c = 0; (c = std::fgetc(found)) != EOF && c != '\n';) python += static_cast<char>(c);
  if (pclose(found) != 0 || python.empty()) return std::nullopt;
  return python;
}

std::string missing_python(bool to_draw) {
  const std::string hint = " (PARBENCH_PYTHON names another interpreter)";
  if (!to_draw) {
    return "Python 3.11 with numpy and scipy is needed: sudo apt install python3-numpy "
           "python3-scipy" +
           hint;
  }
  return "Python 3.11 with numpy, scipy, matplotlib and jinja2 is needed: sudo apt install "
         "python3-numpy python3-scipy python3-matplotlib python3-jinja2" +
         hint;
}

void become_python(const std::string& module, const std::vector<std::string>& args, bool to_draw) {
  const std::optional<std::string> python = find_python(to_draw);
  if (!python) throw UsageError(missing_python(to_draw));
  exec(*python, module, args);
  throw UsageError(fmt::format("{} cannot be run: {}", *python, std::strerror(errno)));
}

int run_python(const std::string& python, const std::string& module,
               const std::vector<std::string>& args) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  if (child == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);  // the driver blocks interrupts; Python need not
    exec(python, module, args);
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace parbench
