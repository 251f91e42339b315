// A probe of each candidate, then exec.
#include "bench/cli/python.hpp"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "bench/cli/options.hpp"

namespace parbench {
namespace {

std::vector<std::string> words_for(const std::string& python, const std::string& module,
                                   const std::vector<std::string>& arguments) {
  // -P (from 3.11): no module of the user's folder shadows one of ours.
  std::vector<std::string> words{python, "-P", "-m", module};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

void exec(std::vector<std::string> words) {
  const char* path = std::getenv("PYTHONPATH");
  const std::string ours = PARBENCH_SOURCE_DIR;
  setenv("PYTHONPATH", (path != nullptr ? ours + ":" + path : ours).c_str(), 1);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
}

}  // namespace

std::optional<std::string> find_python(bool to_draw) {
  // The python3 on PATH may lack packages where the system's own has them. Looked up, not imported:
  // that would take a second.
  const std::string modules =
      to_draw ? "('numpy','scipy','matplotlib','jinja2')" : "('numpy','scipy')";
  const char* chosen = std::getenv("PARBENCH_PYTHON");
  for (const std::string& candidate : {std::string(chosen != nullptr ? chosen : ""),
                                       std::string("/usr/bin/python3"), std::string("python3")}) {
    if (candidate.empty() || candidate.find('\'') != std::string::npos) continue;
    const std::string probe = "'" + candidate +
                              "' -P -c \"import sys; from importlib.util import find_spec; "
                              "sys.exit(not all(map(find_spec, " +
                              modules + ")))\" >/dev/null 2>&1";
    if (std::system(probe.c_str()) == 0) return candidate;
  }
  return std::nullopt;
}

std::string missing_python(bool to_draw) {
  const std::string packages = to_draw
                                   ? "python3-matplotlib python3-numpy python3-scipy python3-jinja2"
                                   : "python3-numpy python3-scipy";
  return std::string(to_draw ? "the report needs Python with matplotlib, numpy, scipy and jinja2"
                             : "verdicts need Python with numpy and scipy") +
         ": sudo apt install " + packages + " (PARBENCH_PYTHON names another interpreter)";
}

void become_python(const std::string& module, const std::vector<std::string>& arguments,
                   bool to_draw) {
  const std::optional<std::string> python = find_python(to_draw);
  if (!python) throw UsageError(missing_python(to_draw));
  exec(words_for(*python, module, arguments));
  throw UsageError(*python + " cannot be run: " + std::strerror(errno));
}

int run_python(const std::string& python, const std::string& module,
               const std::vector<std::string>& arguments) {
  std::cout << std::flush;
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  if (child == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none,
                nullptr);  // the driver holds interrupts back; this one need not
    exec(words_for(python, module, arguments));
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace parbench
