// Removes home folders and user names from text that will be published.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// What must not appear.
struct Private {
  std::vector<std::string> homes;  // absolute paths
  std::vector<std::string> users;
};

// Those of the calling user, from the environment and the user database.
Private own_private();

// Home folders become "~", as does any /home/NAME; a path component equal to a user's name becomes
// "USER".
std::string without_private(std::string_view text, const Private& secrets);

}  // namespace parbench
