#include "bench/waiting.hpp"

#include <poll.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace parbench {
namespace {

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC, by libstdc++ and by libc++ on Linux

timespec to_timespec(Clock::duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(duration - seconds);
  timespec result{};
  result.tv_sec = static_cast<time_t>(seconds.count());
  result.tv_nsec = static_cast<long>(rest.count());
  return result;
}

// Absolute, so that neither a signal nor a late start adds to the wait. After a signal the caller
// asks the task again, which returns the same wait.
void wait_until(Clock::time_point deadline) {
  const timespec moment = to_timespec(deadline.time_since_epoch());
  const int error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, nullptr);
  if (error != 0 && error != EINTR) {
    throw std::system_error(error, std::generic_category(), "clock_nanosleep");
  }
}

void wait_for_descriptor(const Wait& wait) {
  pollfd entry{};
  entry.fd = wait.descriptor;
  entry.events = wait.for_writing ? POLLOUT : POLLIN;
  timespec left{};
  if (wait.deadline) {
    left = to_timespec(std::max(*wait.deadline - Clock::now(), Clock::duration::zero()));
  }
  if (ppoll(&entry, 1, wait.deadline ? &left : nullptr, nullptr) < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "ppoll");
  }
  if ((entry.revents & POLLNVAL) != 0) {  // ppoll would return at once forever
    throw std::system_error(EBADF, std::generic_category(), "ppoll");
  }
}

}  // namespace

std::uint64_t run_to_end(WaitingTask& task) {
  while (const std::optional<Wait> wait = task.step()) {
    if (wait->descriptor >= 0) {
      wait_for_descriptor(*wait);
    } else if (wait->deadline) {
      wait_until(*wait->deadline);
    } else {
      throw std::logic_error("a task waits for neither a deadline nor a descriptor");
    }
  }
  return task.digest();
}

}  // namespace parbench
