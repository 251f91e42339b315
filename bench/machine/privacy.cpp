#include "bench/machine/privacy.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace parbench {
namespace {

// Whether a path component ends here, also inside --out=/a:/b,"/c".
bool ends_part(std::string_view text, std::size_t at) {
  return at >= text.size() || std::string_view("/:;,='\" \t\n()").find(text[at]) != text.npos;
}

// Length of the home folder that starts at `at`, or 0. Found anywhere, also after -I or in
// "/mnt/home/x".
std::size_t home_at(std::string_view text, std::size_t at, const Private& secrets) {
  if (text[at] != '/') return 0;
  std::size_t longest = 0;
  for (const std::string& home : secrets.homes) {
    if (home.size() < 2) continue;  // "/" is the home of some daemons
    if (text.substr(at, home.size()) == home && ends_part(text, at + home.size())) {
      longest = std::max(longest, home.size());
    }
  }
  constexpr std::string_view homes = "/home/";
  if (longest > 0 || text.substr(at, homes.size()) != homes) return longest;
  std::size_t end = at + homes.size();
  while (!ends_part(text, end)) ++end;
  return end > at + homes.size() ? end - at : 0;
}

// Length of the user's name that is a whole path component at `at`, or 0.
std::size_t user_at(std::string_view text, std::size_t at, const Private& secrets) {
  const bool after = at > 0 && text[at - 1] == '/';
  for (const std::string& user : secrets.users) {
    if (user.empty() || user == "root" || text.substr(at, user.size()) != user) continue;
    const std::size_t end = at + user.size();
    if (after ? ends_part(text, end) : at == 0 && end < text.size() && text[end] == '/') {
      return user.size();
    }
  }
  return 0;
}

}  // namespace

Private own_private() {
  Private secrets;
  if (const char* home = std::getenv("HOME")) secrets.homes.emplace_back(home);
  for (const char* name : {"USER", "LOGNAME", "SUDO_USER"}) {
    if (const char* value = std::getenv(name)) secrets.users.emplace_back(value);
  }
  if (const passwd* entry = getpwuid(getuid())) {
    secrets.homes.emplace_back(entry->pw_dir);
    secrets.users.emplace_back(entry->pw_name);
  }
  for (std::string& home : secrets.homes) {
    while (home.size() > 1 && home.back() == '/') home.pop_back();
  }
  return secrets;
}

std::string without_private(std::string_view text, const Private& secrets) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t home = home_at(text, at, secrets)) {
      clean += '~';
      at += home;
    } else if (const std::size_t user = user_at(text, at, secrets)) {
      clean += "USER";
      at += user;
    } else {
      clean += text[at++];
    }
  }
  return clean;
}

}  // namespace parbench
