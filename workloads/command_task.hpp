// Runs the programs of one task as a waiting task, in steps that never block.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/system_error.hpp"
#include "bench/units.hpp"
#include "bench/waiting.hpp"
#include "bench/workload.hpp"
#include "workloads/command_list.hpp"
#include "workloads/command_output.hpp"
#include "workloads/command_process.hpp"

namespace parbench {

// What a task checks, and what it allows.
struct CommandRules {
  bool output = true;  // the digest is that of the output
  bool status = true;  // every program must exit with status 0
  std::uint64_t most_output_bytes = std::uint64_t{256} << 20;
};

// It is done when the output is at its end and every program has ended; what they have left running
// in the background is then killed.
class CommandTask final : public WaitingTask {
 public:
  // Adds to `usage` what the programs used.
  CommandTask(TaskCommand command, const CommandRules& rules, ChildUsage& usage)
      : command_{std::move(command)}, rules_{rules}, usage_{usage} {}

  std::optional<Wait> step() override {
    if (!events_.is_open()) start();
    read_all([this] { return read_output(); });
    read_all([this] { return read_errors(); });
    const bool watched = note_ends();
    if (output_.is_open() || running_ > 0) {
      Wait wait{{}, events_.get()};
      if (!watched) wait.deadline = std::chrono::steady_clock::now() + blind_interval;
      return wait;
    }
    finish();
    return std::nullopt;
  }

  std::uint64_t digest() const override { return rules_.output ? digest_.value() : 1; }

 private:
  static constexpr std::chrono::microseconds blind_interval{200};
  static constexpr std::size_t piece_bytes = std::size_t{64} << 10;

  struct Pipe {
    CommandDescriptor read_end, write_end;
  };

  static Pipe make_pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail_of_system("cannot open a pipe");
    return {CommandDescriptor{ends[0]}, CommandDescriptor{ends[1]}};
  }

  [[noreturn]] static void fail_of_system(const std::string& what) {
    const int error = errno;
    throw std::runtime_error(what + ": " + system_error_text(error));
  }

  void start() {
    events_ = CommandDescriptor{epoll_create1(EPOLL_CLOEXEC)};
    if (!events_.is_open()) fail_of_system("cannot wait for programs");
    CommandDescriptor input{open(command_.input.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!input.is_open()) fail_of_system("cannot read " + command_.input);
    Pipe errors = make_pipe();
    for (std::size_t i = 0; i < command_.programs.size(); ++i) {
      Pipe output = make_pipe();
      processes_.push_back(std::make_unique<CommandProcess>(
          command_.programs[i],
          StandardDescriptors{input.get(), output.write_end.get(), errors.write_end.get()}));
      ++running_;
      input = std::move(output.read_end);
    }
    output_ = std::move(input);
    errors_ = std::move(errors.read_end);
    ended_.assign(processes_.size(), false);
    for (const int descriptor : {output_.get(), errors_.get()}) {
      // Only our end: that of the programs is as they expect it.
      if (fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) fail_of_system("cannot set up a pipe");
      watch(descriptor);
    }
    for (const auto& process : processes_) {
      if (process->ended() >= 0) watch(process->ended());
    }
  }

  void watch(int descriptor) const {
    epoll_event event{};
    event.events = EPOLLIN;
    if (epoll_ctl(events_.get(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
      fail_of_system("cannot watch a program");
    }
  }

  // Explicitly, because a program that another thread is starting may hold a copy for a moment.
  void unwatch(int descriptor) const {
    epoll_ctl(events_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
  }

  // The next piece of a pipe; false: there is none now. Closes the pipe at its end.
  template <typename Take>
  bool read_piece(CommandDescriptor& pipe, const Take& take) const {
    if (!pipe.is_open()) return false;
    std::array<char, piece_bytes> piece;
    const ssize_t count = read(pipe.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) return true;
    if (count < 0 && errno == EAGAIN) return false;
    if (count < 0) fail_of_system("cannot read what a program prints");
    if (count > 0) {
      take(std::string_view{piece.data(), static_cast<std::size_t>(count)});
      return true;
    }
    unwatch(pipe.get());
    pipe = CommandDescriptor{};
    return false;
  }

  // What there is, but not for ever: an event loop has other tasks.
  template <typename Read>
  static void read_all(const Read& read) {
    for (int pieces = 0; pieces < 16 && read(); ++pieces) {
    }
  }

  bool read_output() {
    return read_piece(output_, [this](std::string_view piece) {
      printed_bytes_ += piece.size();
      if (printed_bytes_ > rules_.most_output_bytes) {
        throw std::runtime_error(processes_.back()->name() + " printed more than " +
                                 size_text(rules_.most_output_bytes) +
                                 " and was killed: --set command.limit=SIZE allows more");
      }
      if (rules_.output) digest_.add(piece);
    });
  }

  bool read_errors() {
    return read_piece(errors_, [this](std::string_view piece) { last_error_.add(piece); });
  }

  // Whether the kernel reports the end of each program that is still running.
  bool note_ends() {
    bool watched = true;
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (ended_[i]) continue;
      const int descriptor = processes_[i]->ended();
      if (processes_[i]->has_ended()) {
        if (descriptor >= 0) unwatch(descriptor);
        ended_[i] = true;
        --running_;
      } else if (descriptor < 0) {
        watched = false;
      }
    }
    return watched;
  }

  void finish() {
    std::string failure;
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      const int status = processes_[i]->end(usage_);
      const bool last = i + 1 == processes_.size();
      if (!failure.empty() || !rules_.status || is_success(status, last)) continue;
      failure = processes_[i]->name() + " " + ending(status);
    }
    if (failure.empty()) return;
    read_all([this] { return read_errors(); });
    const std::string said = last_error_.text();
    throw std::runtime_error(failure + (said.empty() ? "" : ": " + said));
  }

  // In a pipe a program may end before it has read all: the one before it ends by SIGPIPE.
  static bool is_success(int status, bool last) {
    return status == 0 || (!last && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
  }

  static std::string ending(int status) {
    if (!WIFSIGNALED(status)) {
      return "exited with status " + std::to_string(WEXITSTATUS(status));
    }
    const char* const name = sigabbrev_np(WTERMSIG(status));
    return name != nullptr ? std::string("was killed by SIG") + name
                           : "was killed by signal " + std::to_string(WTERMSIG(status));
  }

  TaskCommand command_;
  const CommandRules& rules_;
  ChildUsage& usage_;
  CommandDescriptor events_, output_, errors_;
  std::vector<std::unique_ptr<CommandProcess>> processes_;  // killed, if this ends before them
  std::vector<bool> ended_;
  std::size_t running_ = 0;
  std::uint64_t printed_bytes_ = 0;
  OutputDigest digest_;
  LastLine last_error_;
};

}  // namespace parbench
