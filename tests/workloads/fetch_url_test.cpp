#include "workloads/fetch_url.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

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

}  // namespace
}  // namespace parbench
