#include "bench/processes/children.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "bench/backoff.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

constexpr int blind_poll_ms = 2;  // without pidfd

// Blocks all signals from before the fork until the child has reset the parent's handlers.
class SignalBlock {
 public:
  SignalBlock() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before_);
  }
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;
  ~SignalBlock() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

[[noreturn]] void run_child(pid_t parent, const std::vector<int>& handled_signals,
                            const std::function<void()>& body) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // the parent died before prctl
  for (const int signal_number : handled_signals) signal(signal_number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  try {
    body();
  } catch (...) {
    _exit(1);
  }
  _exit(0);
}

// What a program that is started gets beside its arguments.
class SpawnSettings {
 public:
  SpawnSettings(int descriptor, int as) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, descriptor, as);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  int spawn(pid_t& pid, const std::string& program, char** argv) const {
    return posix_spawn(&pid, program.c_str(), &actions_, &attributes_, argv, environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// Signals that this process handles or ignores. Found once, because 64 calls per fork would cost 8
// us.
std::vector<int> find_handled_signals() {
  std::vector<int> handled;
  for (int number = 1; number <= SIGRTMAX; ++number) {
    struct sigaction action {};
    if (sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_DFL) {
      handled.push_back(number);
    }
  }
  return handled;
}

}  // namespace

std::string describe_end(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int number = WTERMSIG(wait_status);
    const char* name = sigabbrev_np(number);
    return name != nullptr ? std::string("was killed by SIG") + name
                           : "was killed by signal " + std::to_string(number);
  }
  return "exited with status " + std::to_string(WEXITSTATUS(wait_status));
}

Children::Children(int slots)
    : children_(static_cast<std::size_t>(slots)),
      watched_(static_cast<std::size_t>(slots) + 1, pollfd{-1, POLLIN, 0}) {
  // If SIGCHLD was inherited as ignored, the kernel would reap the children and discard their
  // status.
  signal(SIGCHLD, SIG_DFL);
  handled_signals_ = find_handled_signals();
}

void Children::end_all() {
  for (const Child& child : children_) {
    if (child.pid != 0) kill(child.pid, SIGKILL);
  }
  for (std::size_t slot = 0; slot < children_.size(); ++slot) {
    if (children_[slot].pid != 0) reap(slot, 0);
  }
}

void Children::start(int slot, const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t parent = getpid();
  Backoff backoff;
  for (;;) {
    pid_t pid = -1;
    int error = 0;
    {
      const SignalBlock block;
      pid = fork();
      if (pid == 0) run_child(parent, handled_signals_, body);
      error = errno;
    }
    if (pid > 0) return watch(slot, pid);
    if ((error == EAGAIN || error == ENOMEM) && backoff.wait()) continue;
    fail_to_start(slot, error);
  }
}

void Children::start_program(int slot, std::vector<std::string> arguments, int descriptor, int as) {
  const std::string program = "/proc/self/exe";
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const SpawnSettings settings{descriptor, as};
  Backoff backoff;
  for (;;) {
    pid_t pid = -1;
    const int error = settings.spawn(pid, program, argv.data());
    if (error == 0) return watch(slot, pid);
    if ((error == EAGAIN || error == ENOMEM) && backoff.wait()) continue;
    fail_to_start(slot, error);
  }
}

void Children::fail_to_start(int slot, int error) const {
  throw std::runtime_error(fmt::format("process {} of {} could not be started: {}", slot + 1,
                                       children_.size(), system_error_text(error)));
}

void Children::watch(int slot, pid_t pid) {
  const auto index = static_cast<std::size_t>(slot);
  Child& child = children_[index];
  child.pid = pid;
  child.ended = Descriptor{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
  watched_[index].fd = child.ended.number();
  if (child.ended.number() >= 0) return;
  if (errno == EMFILE || errno == ENFILE) {
    throw std::runtime_error(fmt::format("process {} of {} cannot be watched: {}", slot + 1,
                                         children_.size(), system_error_text(errno)));
  }
  blind_ = true;
}

std::optional<ChildEnd> Children::wait(int descriptor) {
  watched_.back().fd = descriptor;
  for (;;) {
    const int ready = poll(watched_.data(), watched_.size(), blind_ ? blind_poll_ms : -1);
    if (ready < 0 && errno != EINTR) {
      throw std::runtime_error(std::string("cannot wait for the workers: ") + std::strerror(errno));
    }
    for (std::size_t slot = 0; slot < children_.size(); ++slot) {
      if (children_[slot].pid == 0) continue;
      if (ready > 0 && watched_[slot].revents != 0) return reap(slot, 0);
      if (!blind_) continue;
      if (const auto end = reap(slot, WNOHANG)) return end;
    }
    if (ready > 0 && watched_.back().revents != 0) return std::nullopt;
  }
}

std::optional<ChildEnd> Children::reap(std::size_t slot, int options) {
  Child& child = children_[slot];
  ChildEnd end{static_cast<int>(slot), child.pid, 0};
  pid_t reaped = 0;
  do {
    reaped = waitpid(child.pid, &end.status, options);
  } while (reaped < 0 && errno == EINTR);
  if (reaped == 0) return std::nullopt;
  child.pid = 0;
  child.ended = Descriptor{};
  watched_[slot].fd = -1;
  return end;
}

}  // namespace parbench
