// A pipe whose ends threads and forked processes inherit; a message is written and read whole.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>

#include "bench/sharing/mutex.hpp"

namespace parbench {

class Pipe {
 public:
  Pipe() { require_no_error("pipe", pipe2(ends_, O_CLOEXEC) == 0 ? 0 : errno); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }

  // Waits while the pipe is full. Above PIPE_BUF bytes others must not write meanwhile.
  void write_whole(const std::byte* bytes, std::size_t count) const {
    while (count > 0) advance("write", write(ends_[1], bytes, count), bytes, count);
  }

  // Waits until it has come. Others must not read meanwhile.
  void read_whole(std::byte* bytes, std::size_t count) const {
    while (count > 0) advance("read", read(ends_[0], bytes, count), bytes, count);
  }

 private:
  template <typename Byte>
  static void advance(const char* call, ssize_t done, Byte*& bytes, std::size_t& count) {
    if (done == 0) throw std::runtime_error("the pipe has ended");
    if (done < 0) {
      if (errno != EINTR) require_no_error(call, errno);
      return;
    }
    bytes += done;
    count -= static_cast<std::size_t>(done);
  }

  int ends_[2] = {-1, -1};
};

}  // namespace parbench
