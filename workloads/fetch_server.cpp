// The server of the fetch workload: one thread, thousands of connections, delayed answers. It
// listens on 127.0.0.1 only.
//
// It prints its url as the first line on stdout once it listens, and serves until it is killed or
// its parent has ended.

// There is one thread: no locks, and no fences, which GCC's thread sanitizer does not understand.
#define BOOST_ASIO_DISABLE_THREADS

#include <sys/prctl.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/standard_descriptors.hpp"
#include "bench/system_error.hpp"
#include "bench/units.hpp"
#include "workloads/fetch_exchange.hpp"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

struct Options {
  double latency_s = 0;
  std::string spread = "fixed";
  std::size_t body_bytes = 1024;
};

std::optional<std::uint64_t> task_index(std::string_view target) {
  if (target.substr(0, parbench::fetch_path.size()) != parbench::fetch_path) return std::nullopt;
  const char* const end = target.data() + target.size();
  std::uint64_t index = 0;
  const auto read = std::from_chars(target.data() + parbench::fetch_path.size(), end, index);
  return read.ec == std::errc() && read.ptr == end ? std::optional(index) : std::nullopt;
}

// One connection, kept alive by the operation that it waits for.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const Options& options)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), options_(options) {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_,
                     [self = shared_from_this()](Error error, std::size_t) {
                       // An error: the client has left, or does not speak HTTP.
                       if (!error) self->wait();
                     });
  }

 private:
  // The time of the answer is absolute, so that work for other connections does not delay it.
  void wait() {
    const Clock::time_point arrived = Clock::now();
    index_ = task_index({request_.target().data(), request_.target().size()});
    const auto latency = index_
                             ? parbench::fetch_latency(*index_, options_.latency_s, options_.spread)
                             : std::chrono::nanoseconds(0);
    if (latency.count() == 0) return answer();
    timer_.expires_at(arrived + latency);
    timer_.async_wait([self = shared_from_this()](Error error) {
      if (!error) self->answer();
    });
  }

  void answer() {
    response_ = {index_ ? http::status::ok : http::status::not_found, request_.version()};
    response_.set(http::field::content_type, "application/octet-stream");
    response_.keep_alive(request_.keep_alive());
    if (index_) response_.body() = parbench::fetch_body(*index_, options_.body_bytes);
    response_.prepare_payload();
    http::async_write(socket_, response_, [self = shared_from_this()](Error error, std::size_t) {
      if (error) return;
      if (self->response_.keep_alive()) return self->read();
      self->socket_.shutdown(tcp::socket::shutdown_both, error);
    });
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  const Options& options_;
  boost::beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  http::response<http::string_body> response_;
  std::optional<std::uint64_t> index_;
};

class Listener {
 public:
  Listener(asio::io_context& context, const Options& options)
      : acceptor_(context, tcp::v4()), pause_(context), options_(options) {
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    acceptor_.listen(4096);
    accept();
  }

  unsigned port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
      if (error) return retry(error);
      socket.set_option(tcp::no_delay(true), error);
      std::make_shared<Session>(std::move(socket), options_)->read();
      accept();
    });
  }

  // Out of descriptors: each accept would fail at once for the waiting connection, and the thread
  // would do nothing else.
  void retry(Error error) {
    if (!std::exchange(told_, true)) {
      std::fprintf(stderr, "fetch_server takes no more connections: %s\n",
                   parbench::system_error_text(error.value()).c_str());
    }
    pause_.expires_after(std::chrono::milliseconds(10));
    pause_.async_wait([this](Error) { accept(); });
  }

  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  const Options& options_;
  bool told_ = false;
};

Options read_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string name = arguments[i];
    if (i + 1 == count) throw std::invalid_argument("'" + name + "' needs a value");
    const std::string value = arguments[i + 1];
    if (name == "--latency") {
      options.latency_s = parbench::parse_duration_s(value);
    } else if (name == "--spread" &&
               (value == "fixed" || value == "uniform" || value == "exponential")) {
      options.spread = value;
    } else if (name == "--body") {
      options.body_bytes = parbench::parse_size_bytes(value);
    } else {
      throw std::invalid_argument("'" + name + " " + value +
                                  "' is not allowed: --latency DURATION, " +
                                  "--spread fixed|uniform|exponential, --body SIZE");
    }
  }
  return options;
}

void prepare_process() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_TIMERSLACK, 1);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

}  // namespace

int main(int count, char** arguments) {
  parbench::open_missing_standard_descriptors();
  try {
    const Options options = read_options(count, arguments);
    prepare_process();
    asio::io_context context(1);
    const Listener listener(context, options);
    std::printf("http://127.0.0.1:%u%s\n", listener.port(),
                std::string(parbench::fetch_path).c_str());
    std::fflush(stdout);
    context.run();
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "fetch_server: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fetch_server: %s\n", error.what());
    return 1;
  }
}
