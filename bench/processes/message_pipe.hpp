// A pipe of messages of one size, shared by many processes at both ends.
//
// The kernel writes up to PIPE_BUF bytes atomically, so no lock is needed, and no process can die
// holding one.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "bench/processes/descriptor.hpp"
#include "bench/system_error.hpp"

namespace parbench {

template <typename Message>
class MessagePipe {
  static_assert(PIPE_BUF % sizeof(Message) == 0);

 public:
  MessagePipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("open");
    read_end_ = Descriptor{ends[0]};
    write_end_ = Descriptor{ends[1]};
  }

  void make_send_non_blocking() const { make_non_blocking(write_end_); }
  void make_receive_non_blocking() const { make_non_blocking(read_end_); }

  int read_end() const { return read_end_.number(); }    // to wait for
  int write_end() const { return write_end_.number(); }  // for a program that is started

  // False if the pipe is full, which is only possible if the end is non-blocking.
  bool send(const Message& message) const {
    for (;;) {
      const ssize_t written = write(write_end_.number(), &message, sizeof message);
      if (written == static_cast<ssize_t>(sizeof message)) return true;
      if (written < 0 && errno == EAGAIN) return false;
      if (written >= 0 || errno != EINTR) fail("write to");
    }
  }

  // Receives up to `most` messages and returns how many; 0 only if the end is non-blocking.
  std::size_t receive(Message* messages, std::size_t most) const {
    for (;;) {
      const ssize_t got = read(read_end(), messages, most * sizeof(Message));
      if (got > 0 && got % static_cast<ssize_t>(sizeof(Message)) == 0) {
        return static_cast<std::size_t>(got) / sizeof(Message);
      }
      if (got < 0 && errno == EAGAIN) return 0;
      if (got >= 0 || errno != EINTR) fail("read from");
    }
  }

 private:
  static void make_non_blocking(const Descriptor& end) {
    const int flags = fcntl(end.number(), F_GETFL);
    if (flags < 0 || fcntl(end.number(), F_SETFL, flags | O_NONBLOCK) < 0) fail("set up");
  }

  [[noreturn]] static void fail(const char* action) {
    throw std::runtime_error(fmt::format("cannot {} a pipe: {}", action, system_error_text(errno)));
  }

  Descriptor read_end_;
  Descriptor write_end_;
};

}  // namespace parbench
