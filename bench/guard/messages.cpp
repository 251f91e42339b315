#include "bench/guard/messages.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>
#include <string>

namespace parbench {

bool send_message(int socket, const nlohmann::json& message) {
  const std::string text = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  ssize_t sent;
  do {
    sent = send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0 && errno == EMSGSIZE)
    throw std::runtime_error("a command line of " + std::to_string(text.size()) +
                             " bytes is too long");
  return sent >= 0;
}

std::optional<nlohmann::json> receive_message(int socket) {
  ssize_t size;
  do {
    size = recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC);  // length of the packet
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  std::string text(static_cast<std::size_t>(size), '\0');
  size = recv(socket, text.data(), text.size(), 0);
  if (size <= 0) return std::nullopt;
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("not a message between driver and guard: ") +
                             error.what());
  }
}

}  // namespace parbench
