// A server that sends prepared answers, one connection after the other.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace parbench {

class ScriptedServer {
 public:
  // The answers on one connection, which is closed after the last. Empty: closed after the first
  // request.
  using Answers = std::vector<std::string>;

  explicit ScriptedServer(std::vector<Answers> script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, name, size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, name, &size) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  // All requests received; to be read when the clients are done.
  const std::string& requests() const { return requests_; }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  void serve() {
    for (std::size_t next = 0;;) {
      const int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      if (next < script_.size() && request_came(connection)) play(connection, script_[next++]);
      close(connection);
    }
  }

  void play(int connection, const Answers& answers) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (i > 0 && !request_came(connection)) return;
      if (send(connection, answers[i].data(), answers[i].size(), MSG_NOSIGNAL) < 0) return;
    }
  }

  // False: the other side has closed. A client that only connects uses no part of the script.
  bool request_came(int connection) {
    std::string request;
    for (char c = 0; request.find("\r\n\r\n") == std::string::npos; request += c) {
      if (read(connection, &c, 1) != 1) return false;
    }
    requests_ += request;
    return true;
  }

  std::vector<Answers> script_;
  std::string requests_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace parbench
