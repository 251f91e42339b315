// One HTTP/1.1 request as a waiting task, in steps that never block.
#pragma once

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "bench/digest.hpp"
#include "bench/waiting.hpp"
#include "bench/workload.hpp"
#include "workloads/fetch_socket.hpp"

namespace parbench {

// The server of all tasks of a trial, and how it is asked.
struct FetchTarget {
  Url url;
  Address address;
  bool keep = true;  // connections, from one task of a worker to its next
};

// Depends on every byte and on their number.
inline std::uint64_t body_digest(std::string_view body) {
  std::uint64_t digest = scramble(body.size() + 1);
  for (std::size_t i = 0; i < body.size(); i += 8) {
    std::uint64_t word = 0;
    for (std::size_t k = i; k < body.size() && k < i + 8; ++k) {
      word |= std::uint64_t{static_cast<unsigned char>(body[k])} << (8 * (k - i));
    }
    digest = scramble(digest * 0x9e3779b97f4a7c15U + word);
  }
  return digest;
}

// The server, or the way to it, gave no right answer.
class RequestFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class FetchTask final : public WaitingTask {
 public:
  // `latency`: how long the server is known to delay its answer.
  FetchTask(const FetchTarget& target, std::string path, std::chrono::nanoseconds latency,
            Worker& worker)
      : target_(target), path_(std::move(path)), latency_(latency), worker_(worker) {
    if (worker_.state == nullptr) worker_.state = std::make_unique<Connection>();
  }

  // The next task cannot use a connection with half an exchange on it.
  ~FetchTask() override {
    if (stage_ != Stage::done) socket() = Socket();
  }

  std::optional<Wait> step() override {
    while (stage_ != Stage::done) {
      if (advance()) continue;
      if (Clock::now() >= deadline_) fail(std::string("timed out ") + doing());
      return Wait{deadline_, socket().get(),
                  stage_ == Stage::connecting || stage_ == Stage::sending};
    }
    return std::nullopt;
  }

  std::uint64_t digest() const override { return body_digest(parser_->get().body()); }

 private:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;
  enum class Stage { opening, connecting, sending, receiving, closing, done };

  static constexpr std::chrono::seconds patience{10};
  static constexpr std::size_t chunk = std::size_t{64} * 1024;
  static constexpr int most_interim = 100;
  static constexpr std::uint64_t longest_body = std::uint64_t{1} << 30;

  struct Connection final : WorkerState {
    Socket socket;
  };

  Socket& socket() { return static_cast<Connection&>(*worker_.state).socket; }

  // One step; false: it would block.
  bool advance() {
    switch (stage_) {
      case Stage::opening:
        return open();
      case Stage::connecting:
        return finish_connect();
      case Stage::sending:
        return send_some();
      case Stage::receiving:
        return receive_some();
      case Stage::closing:
        return await_close();
      case Stage::done:
        break;
    }
    return true;
  }

  void enter(Stage stage) {
    stage_ = stage;
    deadline_ = Clock::now() + patience +
                (stage == Stage::receiving ? latency_ : std::chrono::nanoseconds(0));
  }

  bool open() {
    begin_answer();
    interim_ = 0;
    buffer_.clear();
    request_ = request_text();
    sent_ = 0;
    reused_ = socket().is_open();
    if (reused_) {
      enter(Stage::sending);
      return true;
    }
    ++*worker_.observed;
    socket() = begin_connect(target_.address);
    if (!socket().is_open()) fail(connect_failure(errno));
    enter(Stage::connecting);
    return false;
  }

  bool finish_connect() {
    pollfd entry{};
    entry.fd = socket().get();
    entry.events = POLLOUT;
    if (poll(&entry, 1, 0) != 1) return false;
    if (const int error = connect_error(socket())) fail(connect_failure(error));
    enter(Stage::sending);
    return true;
  }

  bool send_some() {
    const ssize_t count =
        ::send(socket().get(), request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0) return would_block() ? false : retry("while sending: " + reason(errno));
    sent_ += static_cast<std::size_t>(count);
    if (sent_ == request_.size()) enter(Stage::receiving);
    return true;
  }

  bool receive_some() {
    const ssize_t count = ::recv(socket().get(), buffer_.prepare(chunk).data(), chunk, 0);
    if (count < 0) return would_block() ? false : retry(reason(errno));
    if (count == 0 && !parser_->got_some()) return retry("closed without an answer");
    Error error;
    if (count == 0) {
      parser_->put_eof(error);
    } else {
      buffer_.commit(static_cast<std::size_t>(count));
      while (buffer_.size() > 0 && !parser_->is_done() && !error) {
        const std::size_t used = parser_->put(buffer_.data(), error);
        buffer_.consume(used);
        if (!error && parser_->is_done() && is_interim(parser_->get().result_int())) await_final();
      }
      if (error == boost::beast::http::error::need_more) error = {};
      deadline_ = Clock::now() + patience;
    }
    if (error) fail("not a whole HTTP answer: " + error.message());
    if (parser_->is_done()) finish(count == 0);
    return true;
  }

  // 101 switches to another protocol: no HTTP answer follows it.
  static bool is_interim(unsigned status) { return status / 100 == 1 && status != 101; }

  // An interim answer (100 Continue, 103 Early Hints) comes before the answer, any number of times.
  void await_final() {
    if (++interim_ > most_interim) fail("sent more than 100 interim answers (1xx)");
    begin_answer();
  }

  void begin_answer() {
    parser_.emplace();
    parser_->eager(true);
    parser_->body_limit(longest_body);
  }

  void finish(bool closed) {
    const auto& answer = parser_->get();
    if (answer.result_int() != 200) {
      fail("answered " + std::to_string(answer.result_int()) + ", not 200");
    }
    if (buffer_.size() > 0) fail("sent more than it had announced");
    const bool open = !closed && parser_->keep_alive();
    if (open && target_.keep) {
      stage_ = Stage::done;
    } else if (!closed && !open && !target_.keep) {
      enter(Stage::closing);
    } else {
      close();
    }
  }

  // With new connections the server is asked to close first: TIME_WAIT then holds the server's port
  // for a minute, and the client does not run out of its 28 000.
  bool await_close() {
    char rest;
    const ssize_t count = ::recv(socket().get(), &rest, 1, 0);
    if (count < 0 && would_block()) return false;
    if (count > 0) fail("sent more than it had announced");
    close();
    return true;
  }

  void close() {
    socket() = Socket();
    stage_ = Stage::done;
  }

  // A server may close a kept connection at any moment between two requests: that costs another
  // connection, once.
  bool retry(const std::string& why) {
    if (!reused_ || parser_->got_some()) fail(why);
    socket() = Socket();
    stage_ = Stage::opening;
    return true;
  }

  std::string request_text() const {
    namespace http = boost::beast::http;
    http::request<http::empty_body> request(http::verb::get, path_, 11);
    request.set(http::field::host, target_.url.authority());
    request.set(http::field::user_agent, "parbench");
    request.keep_alive(target_.keep);
    http::request_serializer<http::empty_body> serializer(request);
    std::string text;
    Error error;
    while (!serializer.is_done()) {
      serializer.next(error, [&](Error&, const auto& buffers) {
        for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
          text.append(static_cast<const char*>(buffer.data()), buffer.size());
        }
        serializer.consume(boost::beast::buffer_bytes(buffers));
      });
    }
    return text;
  }

  static bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }
  static std::string reason(int error) { return std::generic_category().message(error); }

  std::string connect_failure(int error) const {
    return "cannot connect to " + target_.address.text + ": " + connect_problem(error);
  }

  const char* doing() const {
    return stage_ == Stage::connecting ? "connecting"
           : stage_ == Stage::sending  ? "sending the request"
           : stage_ == Stage::closing  ? "waiting for the server to close"
                                       : "waiting for the answer";
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw RequestFailed("fetch: http://" + target_.url.authority() + path_ + ": " + what);
  }

  const FetchTarget& target_;
  std::string path_;
  std::chrono::nanoseconds latency_;
  Worker& worker_;
  Stage stage_ = Stage::opening;
  bool reused_ = false;
  Clock::time_point deadline_{};
  std::string request_;
  std::size_t sent_ = 0;
  int interim_ = 0;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::response_parser<boost::beast::http::string_body>> parser_;
};

}  // namespace parbench
