// The answers of an HTTP server, as the fetch workload reads them. The first byte says in which portions
// they arrive, and whether the connection is kept.
#include <sys/un.h>

#include <cstring>

#include "tests/fuzz/fuzz.hpp"
#include "workloads/fetch_task.hpp"

namespace parbench {
namespace {

// A socket of the abstract name space: no port is used up, and nothing is left behind.
class Listener {
 public:
  Listener() : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    auto size = static_cast<socklen_t>(sizeof name.sun_family);  // the kernel then chooses a name
    auto* const any = reinterpret_cast<sockaddr*>(&name);
    fuzz::require(bind(socket_.get(), any, size) == 0 && listen(socket_.get(), 8) == 0, "a socket");
    address_.length = sizeof name;
    getsockname(socket_.get(), any, &address_.length);
    std::memcpy(&address_.storage, &name, address_.length);
    address_.text = "here";
  }

  const Address& address() const { return address_; }
  Socket accept() const { return Socket(::accept(socket_.get(), nullptr, nullptr)); }

 private:
  Socket socket_;
  Address address_;
};

// Runs the task to its end against a server that sends the text in such portions, then closes.
void exchange(const FetchTarget& target, const Listener& listener, std::string_view answer,
              std::size_t portion) {
  Worker worker;
  std::uint64_t observed = 0;
  worker.observed = &observed;
  FetchTask task{target, "/", std::chrono::nanoseconds(0), worker};
  if (!task.step()) return;
  Socket server = listener.accept();
  while (task.step()) {
    fuzz::require(server.is_open(), "an answer that has ended is not waited for");
    char request[4096];  // unread, it would turn the end of the answer into a reset
    ::recv(server.get(), request, sizeof request, MSG_DONTWAIT);
    const std::string_view now = answer.substr(0, portion);
    answer.remove_prefix(now.size());
    if (!now.empty() && ::send(server.get(), now.data(), now.size(), MSG_NOSIGNAL) < 0) return;
    if (answer.empty()) server = Socket();
  }
  task.digest();
}

}  // namespace
}  // namespace parbench

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  if (size == 0) return 0;
  static const Listener listener;
  FetchTarget target;
  target.url = parse_url("http://localhost/");
  target.address = listener.address();
  target.keep = (data[0] & 1) != 0;
  const std::size_t portion = (data[0] & 2) != 0 ? 7 : size;
  fuzz::accepts<std::runtime_error>(
      [&] { exchange(target, listener, fuzz::text_of(data + 1, size - 1), portion); });
  return 0;
}
