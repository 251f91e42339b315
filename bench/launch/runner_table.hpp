// The runners that the build knows, built or not. Anything more about one is asked of its
// executable (--describe).
#pragma once

#include <string_view>
#include <vector>

namespace parbench {

struct KnownRunner {
  std::string_view name;
  std::string_view family;
  bool built;
  std::string_view package;  // the Debian package that would bring it, when not built
};

// In the order of runners/CMakeLists.txt.
const std::vector<KnownRunner>& known_runners();

}  // namespace parbench
