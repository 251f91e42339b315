// A non-blocking TCP socket, and how it is opened.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "bench/system_error.hpp"
#include "workloads/fetch_url.hpp"

namespace parbench {

class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// Starts to connect; the socket becomes writable when that has ended. Not open, with errno set, if
// it cannot start.
inline Socket begin_connect(const Address& address) {
  Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return socket;
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto* name = reinterpret_cast<const sockaddr*>(&address.storage);
  if (connect(socket.get(), name, address.length) != 0 && errno != EINPROGRESS) {
    const int error = errno;
    socket = Socket();
    errno = error;
  }
  return socket;
}

// How connecting ended: 0 or an errno.
inline int connect_error(const Socket& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

// Whether this side had no port or descriptor left, whether or not a server is listening.
inline bool ran_out(int error) {
  return error == EADDRNOTAVAIL || error == EMFILE || error == ENFILE;
}

// The error, and what helps if this side ran out.
inline std::string connect_problem(int error) {
  std::string text = system_error_text(error);
  if (!ran_out(error)) return text;
  return text + (error == EADDRNOTAVAIL
                     ? " (EADDRNOTAVAIL): no local port is free; wait a minute, or keep connections"
                     : ", or use fewer workers");
}

// 0 if a server accepts a connection at the address within the time, otherwise an errno.
inline int try_connect(const Address& address, int timeout_ms) {
  const Socket socket = begin_connect(address);
  if (!socket.is_open()) return errno;
  pollfd entry{};
  entry.fd = socket.get();
  entry.events = POLLOUT;
  int ready = 0;
  do {
    ready = poll(&entry, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return errno;
  return ready == 0 ? ETIMEDOUT : connect_error(socket);
}

}  // namespace parbench
