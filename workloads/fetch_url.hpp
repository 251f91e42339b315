// Parses fetch.url, and resolves its host on request.
#pragma once

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/units.hpp"

namespace parbench {

struct Url {
  std::string text;  // as given
  std::string host;  // without the brackets of an IPv6 address
  std::string port;
  std::string target;  // path and query, at least "/"

  // For the Host header and for messages.
  std::string authority() const {
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
  }
};

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  std::string text;
};

namespace fetch_url_detail {

inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

[[noreturn]] inline void refuse(std::string_view url, const std::string& why) {
  throw std::invalid_argument("'" + printable(url) + "' is not allowed: " + why);
}

inline bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

}  // namespace fetch_url_detail

// Throws std::invalid_argument with one line that names the url and what is allowed.
inline Url parse_url(std::string_view text) {
  namespace detail = fetch_url_detail;
  constexpr std::string_view scheme = "http://";
  const char* const form = "write http://HOST:PORT/PATH";
  if (detail::lower(text.substr(0, 8)) == "https://") {
    detail::refuse(text, "only http is supported");
  }
  if (detail::lower(text.substr(0, scheme.size())) != scheme) detail::refuse(text, form);
  for (const char c : text) {
    if (c <= ' ' || c > '~') detail::refuse(text, "no spaces and no characters beyond ASCII");
  }
  const std::string_view rest = text.substr(scheme.size());
  const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  Url url{std::string(text), {}, "80", std::string(rest.substr(slash))};
  if (url.target.find('#') != std::string::npos) {
    detail::refuse(text, "a fragment (#) is never sent to a server");
  }
  if (url.target.empty() || url.target[0] == '?') url.target.insert(0, "/");

  std::string_view after_host;
  if (!authority.empty() && authority[0] == '[') {
    const std::size_t bracket = authority.find(']');
    if (bracket == std::string_view::npos) detail::refuse(text, form);
    url.host = authority.substr(1, bracket - 1);
    in6_addr address;
    if (inet_pton(AF_INET6, url.host.c_str(), &address) != 1) {
      detail::refuse(text, "not an IPv6 address in the brackets");
    }
    after_host = authority.substr(bracket + 1);
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = detail::lower(authority.substr(0, colon));
    if (url.host.empty() ||
        !std::all_of(url.host.begin(), url.host.end(), detail::is_host_character)) {
      detail::refuse(text, form);
    }
    after_host = authority.substr(colon);
  }
  if (!after_host.empty()) {
    if (after_host[0] != ':') detail::refuse(text, form);
    try {
      url.port = std::to_string(parse_count(after_host.substr(1), 1, 65535));
    } catch (const std::invalid_argument&) {
      detail::refuse(text, "the port is a whole number from 1 to 65535");
    }
  }
  return url;
}

// By its spelling alone, without a look-up.
inline bool is_loopback(const Url& url) {
  in_addr v4;
  in6_addr v6;
  if (inet_pton(AF_INET, url.host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  if (inet_pton(AF_INET6, url.host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return url.host == "localhost";
}

// At least one address. Throws std::runtime_error if the name has none.
inline std::vector<Address> resolve(const Url& url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &list);
  if (error != 0) {
    throw std::runtime_error("no address for " + url.host + " (" + gai_strerror(error) + ")");
  }
  std::vector<Address> addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    char host[NI_MAXHOST] = "";
    getnameinfo(entry->ai_addr, entry->ai_addrlen, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
    Address& address = addresses.emplace_back();
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.length = entry->ai_addrlen;
    address.text = Url{{}, host, url.port, {}}.authority();
  }
  freeaddrinfo(list);
  return addresses;
}

}  // namespace parbench
