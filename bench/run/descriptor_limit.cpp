#include "bench/run/descriptor_limit.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "bench/run_options.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

// Beside the standard ones. A run keeps up to 12 open, matplotlib and its fonts a few more.
constexpr std::size_t needed = 21;

}  // namespace

void require_descriptors() {
  std::vector<int> tried;
  int number = 0, error = 0;
  while (tried.size() < needed && number >= 0) {
    number = open("/dev/null", O_RDONLY | O_CLOEXEC);
    error = errno;
    if (number >= 0) tried.push_back(number);
  }
  for (const int opened : tried) close(opened);
  if (number >= 0) return;
  if (error != EMFILE) throw UsageError("cannot open /dev/null: " + system_error_text(error));
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  throw UsageError(fmt::format(
      "too few files may be open: ulimit -n is {}, of which {} are in use, and parbench needs {} "
      "more; raise it: ulimit -n 1024",
      files.rlim_cur, files.rlim_cur - tried.size(), needed));
}

}  // namespace parbench
