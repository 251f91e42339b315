// Descriptors 0 to 2 of a process that may have been started without them.
#pragma once

#include <fcntl.h>

namespace parbench {

// Comes first in main: otherwise the next file that is opened takes the number of a missing
// descriptor, and what is printed goes into it. Reading stdin then gives nothing and stderr drops
// its text; stdout is opened for reading, so that printing fails and is noticed.
inline void open_missing_standard_descriptors() {
  constexpr int flags[]{O_RDONLY, O_RDONLY, O_WRONLY};
  for (int number = 0; number < 3; ++number) {
    // The lowest free number is the missing one.
    if (fcntl(number, F_GETFD) < 0) open("/dev/null", flags[number]);
  }
}

}  // namespace parbench
