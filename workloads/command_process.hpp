// One program as a child process: started directly, watched without blocking, reaped or killed.
#pragma once

#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/system_error.hpp"
#include "bench/workload.hpp"
#include "workloads/command_programs.hpp"

namespace parbench {

// A descriptor that its destructor closes.
class CommandDescriptor {
 public:
  CommandDescriptor() = default;
  explicit CommandDescriptor(int number) : number_{number} {}
  CommandDescriptor(CommandDescriptor&& other) noexcept
      : number_{std::exchange(other.number_, -1)} {}
  CommandDescriptor& operator=(CommandDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~CommandDescriptor() {
    if (number_ >= 0) close(number_);
  }

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

struct StandardDescriptors {
  int input, output, errors;
};

class CommandProcess {
 public:
  // The program gets descriptors 0 to 2 and no other, no terminal, and the default action of every
  // signal. posix_spawn() does not copy this process, and is safe beside other threads. Throws
  // std::runtime_error.
  CommandProcess(const std::vector<std::string>& words, const StandardDescriptors& descriptors)
      : name_{words[0].substr(words[0].rfind('/') + 1)} {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const Settings settings{descriptors};
    const int error = posix_spawn(&pid_, find_program(words[0]).c_str(), &settings.actions,
                                  &settings.attributes, arguments.data(), environ);
    if (error != 0) {
      pid_ = 0;
      throw std::runtime_error(name_ + " could not be started: " + system_error_text(error));
    }
    // Closed in every program that is started meanwhile, as the kernel opens it.
    ended_ = CommandDescriptor{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0))};
  }
  CommandProcess(const CommandProcess&) = delete;
  CommandProcess& operator=(const CommandProcess&) = delete;
  ~CommandProcess() {
    ChildUsage unused;
    if (pid_ != 0) end(unused);
  }

  const std::string& name() const { return name_; }

  // Readable when the program has ended; -1: this kernel cannot say.
  int ended() const { return ended_.get(); }

  // Does not reap it: until then the kernel gives its number to nobody else.
  bool has_ended() const {
    siginfo_t info{};
    for (;;) {
      if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
        return info.si_pid != 0;
      }
      if (errno != EINTR) return true;
    }
  }

  // Kills what is left of it, and of all that it started in its process group, and reaps it. Adds
  // to `usage` what it used, and those that it had reaped. Returns the status of wait().
  int end(ChildUsage& usage) {
    kill(-pid_, SIGKILL);
    kill(pid_, SIGKILL);
    int status = 0;
    rusage used{};
    pid_t reaped = 0;
    do {
      reaped = wait4(pid_, &status, 0, &used);
    } while (reaped < 0 && errno == EINTR);
    const int error = errno;
    pid_ = 0;
    if (reaped < 0) {
      throw std::runtime_error("the end of " + name_ + " was lost: " + system_error_text(error));
    }
    usage.cpu_ns += nanoseconds(used.ru_utime) + nanoseconds(used.ru_stime);
    usage.voluntary_switches += used.ru_nvcsw;
    usage.involuntary_switches += used.ru_nivcsw;
    return status;
  }

 private:
  struct Settings {
    explicit Settings(const StandardDescriptors& descriptors) {
      posix_spawn_file_actions_init(&actions);
      posix_spawn_file_actions_adddup2(&actions, descriptors.input, 0);
      posix_spawn_file_actions_adddup2(&actions, descriptors.output, 1);
      posix_spawn_file_actions_adddup2(&actions, descriptors.errors, 2);
      posix_spawn_file_actions_addclosefrom_np(&actions, 3);
      posix_spawnattr_init(&attributes);
      posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
      sigset_t signals;
      sigfillset(&signals);
      posix_spawnattr_setsigdefault(&attributes, &signals);
      sigemptyset(&signals);
      posix_spawnattr_setsigmask(&attributes, &signals);
    }
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;
    ~Settings() {
      posix_spawn_file_actions_destroy(&actions);
      posix_spawnattr_destroy(&attributes);
    }

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
  };

  static std::int64_t nanoseconds(const timeval& time) {
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_usec * std::int64_t{1000};
  }

  std::string name_;
  pid_t pid_ = 0;  // 0: reaped
  CommandDescriptor ended_;
};

}  // namespace parbench
