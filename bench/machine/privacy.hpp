// Takes a person's traces out of text that will be published. Never touches files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// What must not appear: home folders (absolute paths) and user names.
struct Private {
  std::vector<std::string> homes;
  std::vector<std::string> users;
};

// Those of the calling user, from the environment and the user database.
Private own_private();

// Home folders become "~", as does any /home/NAME; a part of a path equal to a user's name becomes
// "USER".
std::string without_private(std::string_view text, const Private& secrets);

}  // namespace parbench
