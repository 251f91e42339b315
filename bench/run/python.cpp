#include "bench/run/python.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "bench/launch/tree.hpp"
#include "bench/machine/oom_score.hpp"
#include "bench/run_options.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

// The folder of the package `reports`. A build has a link to it, which breaks if the build moves.
std::optional<std::string> resources() {
  std::error_code failed;
  const std::filesystem::path found = std::filesystem::canonical(own_tree().resources, failed);
  if (failed || !std::filesystem::is_directory(found / "reports")) return std::nullopt;
  return found;
}

// As one word of the shell.
std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string{c};
  return word + "'";
}

void exec(const std::string& python, const std::string& module,
          const std::vector<std::string>& args) {
  // -I: no PYTHON* variable, no module of the user's or of this folder; our own path alone is added.
  constexpr const char* starter =
      "import sys; sys.path.insert(0, sys.argv.pop(1)); from runpy import run_module; "
      "run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)";
  std::vector<std::string> all{python, "-I", "-c", starter, resources().value_or(""), module};
  all.insert(all.end(), args.begin(), args.end());
  std::vector<char*> argv;
  argv.reserve(all.size() + 1);
  for (std::string& arg : all) argv.push_back(arg.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
}

// After a fork, before Python.
void become_child() {
  raise_oom_score(oom_score::trial);  // what was measured is kept even if its judge is not
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // the driver blocks interrupts; Python need not
}

const char* packages(bool to_draw) {
  return to_draw ? "numpy scipy matplotlib jinja2" : "numpy scipy";
}

}  // namespace

FoundPython look_for_python(const std::string& packages) {
  const std::optional<std::string> ours = resources();
  if (!ours) {
    return {std::nullopt,
            fmt::format("{} does not lead to reports/: this build was moved out of its checkout; "
                        "build it again there, or move an installed tree instead (cmake --install)",
                        own_tree().resources.string())};
  }
  const std::string command =
      fmt::format("{} {} 2>&1", quoted(*ours + "/scripts/find_python"), packages);
  FILE* found = popen(command.c_str(), "r");
  if (found == nullptr)
    return {std::nullopt, std::string("scripts/find_python: ") + system_error_text(errno)};
  std::string text;
  for (int c = 0; (c = std::fgetc(found)) != EOF;)
    text += c == '\n' ? "; " : std::string(1, static_cast<char>(c));
  if (text.ends_with("; ")) text.resize(text.size() - 2);
  if (pclose(found) == 0 && !text.empty()) return {text, ""};
  return {std::nullopt, fmt::format("no Python 3.11 with {}: {} (PARBENCH_PYTHON names another "
                                    "interpreter)",
                                    packages.empty() ? "its own modules" : packages, text)};
}

std::optional<std::string> find_python(bool to_draw) {
  return look_for_python(packages(to_draw)).path;
}

std::string python_output(const std::string& module, const std::vector<std::string>& args,
                          const std::string& packages) {
  const auto [python, lack] = look_for_python(packages);
  if (!python) throw std::runtime_error(lack);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    throw std::runtime_error(std::string("pipe: ") + system_error_text(errno));
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    become_child();
    exec(*python, module, args);
    _exit(127);
  }
  close(ends[1]);
  std::string text;
  char piece[4096];
  ssize_t length = 0;
  while ((length = read(ends[0], piece, sizeof piece)) > 0 || (length < 0 && errno == EINTR))
    text.append(piece, static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child < 0 || status != 0)
    throw std::runtime_error(fmt::format("{} -m {} failed", *python, module));
  return text;
}

std::string missing_python(bool to_draw) { return look_for_python(packages(to_draw)).lack; }

void become_python(const std::string& module, const std::vector<std::string>& args, bool to_draw) {
  const std::optional<std::string> python = find_python(to_draw);
  if (!python) throw UsageError(missing_python(to_draw));
  exec(*python, module, args);
  throw UsageError(fmt::format("{} cannot be run: {}", *python, system_error_text(errno)));
}

int run_python(const std::string& python, const std::string& module,
               const std::vector<std::string>& args) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error(std::string("fork: ") + system_error_text(errno));
  if (child == 0) {
    become_child();
    exec(python, module, args);
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace parbench
