#include "workloads/fetch_url.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "bench/workload.hpp"
#include "tests/support/message_of.hpp"
#include "workloads/fetch_task.hpp"

namespace parbench {
namespace {

TEST(FetchUrl, ParsesUrls) {
  const Url plain = parse_url("HTTP://LocalHost");
  EXPECT_EQ(plain.host, "localhost");
  EXPECT_EQ(plain.port, "80");
  EXPECT_EQ(plain.target, "/");
  const Url full = parse_url("http://127.0.0.1:8080/a/b?c=d:e");
  EXPECT_EQ(full.authority(), "127.0.0.1:8080");
  EXPECT_EQ(full.target, "/a/b?c=d:e");
  const Url six = parse_url("http://[::1]:81?q");
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(six.authority(), "[::1]:81");
  EXPECT_EQ(six.target, "/?q");
}

TEST(FetchUrl, RejectsMalformedUrls) {
  for (const char* text :
       {"", "http:", "http://", "http:///x", "ftp://127.0.0.1/", "http://:80/", "http://a b/",
        "http://127.0.0.1:/", "http://127.0.0.1:0/", "http://127.0.0.1:65536/",
        "http://127.0.0.1:80x/", "http://127.0.0.1:-1/", "http://user@127.0.0.1/", "http://[::1/",
        "http://[::1]80/", "http://[127.0.0.1]/", "http://127.0.0.1/#part",
        "http://127.0.0.1/\t"}) {
    EXPECT_THROW(parse_url(text), std::invalid_argument) << text;
  }
}

TEST(FetchUrl, RecognisesLoopbackByText) {
  for (const char* text :
       {"http://127.0.0.1/", "http://127.255.0.9/", "http://[::1]/", "http://localhost:80/"}) {
    EXPECT_TRUE(is_loopback(parse_url(text))) << text;
  }
  for (const char* text : {"http://128.0.0.1/", "http://10.0.0.1/", "http://[::2]/",
                           "http://[::ffff:127.0.0.1]/", "http://localhost.example/",
                           "http://127.0.0.1.example/", "http://127.1/", "http://0.0.0.0/"}) {
    EXPECT_FALSE(is_loopback(parse_url(text))) << text;
  }
}

using Values = std::map<std::string, std::string>;

void check(const Values& values) {
  const WorkloadInfo& info = *find_workload("fetch");
  info.check(Parameters("fetch", info.parameters, values));
}

std::string refusal(const Values& values) {
  return message_of<std::exception>([&] { check(values); });
}

class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{3, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(FetchUrl, NamesUrlAndWhatIsAllowed) {
  EXPECT_EQ(refusal({}), "nothing was thrown");
  EXPECT_EQ(refusal({{"url", "https://127.0.0.1/"}}),
            "fetch.url: 'https://127.0.0.1/' is not allowed: only http is supported");
  EXPECT_EQ(refusal({{"url", "http://192.0.2.1/x"}}),
            "fetch.url: 'http://192.0.2.1/x' is not on this machine: set fetch.allow_remote=yes to "
            "load it");
  EXPECT_EQ(refusal({{"url", "127.0.0.1:8080"}}),
            "fetch.url: '127.0.0.1:8080' is not allowed: write http://HOST:PORT/PATH");
}

TEST(FetchUrl, RejectsUrlWithoutServer) {
  const int taken =
      socket(AF_INET, SOCK_STREAM, 0);  // bound but not listening: so no other process has the port
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string place = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  EXPECT_EQ(
      refusal({{"url", "http://" + place + "/x"}}),
      "fetch.url: no server answers at " + place +
          " (Connection refused): start the server, or leave fetch.url out to use parbench's own");
  close(taken);
}

TEST(FetchUrl, DistinguishesLocalExhaustion) {
  EXPECT_EQ(
      connect_problem(EADDRNOTAVAIL),
      "Cannot assign requested address (EADDRNOTAVAIL): no local port is free; wait a minute, "
      "or keep connections");
  EXPECT_EQ(connect_problem(ECONNREFUSED), "Connection refused");
  const std::string message = message_of<std::exception>([] {
    const NoDescriptors
        none;  // ends before the failure is checked, because sanitizers open pipes then
    check({{"url", "http://127.0.0.1:9/"}});
  });
  EXPECT_EQ(
      message.find("fetch: cannot connect to 127.0.0.1:9: Too many open files: raise the limit "
                   "of open files (ulimit -n, now "),
      0U)
      << message;
  EXPECT_TRUE(message.ends_with("), or use fewer workers")) << message;
}

}  // namespace
}  // namespace parbench
