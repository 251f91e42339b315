// Which process the kernel kills first where memory is short.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace parbench {

// Trials before the guard, and the guard before the driver, whose own score is left alone.
namespace oom_score {
inline constexpr std::string_view guard = "500", trial = "1000";  // 1000 is the most
}  // namespace oom_score

// Raises the score of the calling process, which its children inherit. A higher one is kept, and
// that it cannot be written is ignored. Allocates nothing: called between fork and exec.
inline void raise_oom_score(std::string_view score) {
  const int file = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  char own[16] = "";
  const ssize_t length = read(file, own, sizeof own - 1);
  const bool higher = length > 0 && std::atoi(own) >= std::atoi(score.data());
  const ssize_t ignored = higher ? 0 : write(file, score.data(), score.size());
  static_cast<void>(ignored);
  close(file);
}

}  // namespace parbench
