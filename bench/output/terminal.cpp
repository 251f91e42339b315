// Asks the terminal, and the variables that speak for it.
#include "bench/output/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace parbench {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

ProgressOptions progress_options(const RunOptions& options) {
  ProgressOptions progress;
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string(term) == "dumb";
  progress.terminal = isatty(STDERR_FILENO) == 1 && !dumb;
  progress.shown = options.progress;
  progress.quiet = options.quiet;
  progress.color = options.color == "always" ||
                   (options.color == "auto" && progress.terminal && !is_set("NO_COLOR"));
  progress.now_s = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  progress.columns = [] {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
               ? static_cast<int>(size.ws_col)
               : 80;
  };
  return progress;
}

}  // namespace parbench
