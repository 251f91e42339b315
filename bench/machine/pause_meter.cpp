#include "bench/machine/pause_meter.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

namespace parbench {
namespace {

// Without queue time: longer than a process waits for a CPU on a machine of some use.
constexpr double least_unexplained_s = 1;

double clock_s(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace

std::optional<double> busy_s_of(const char* schedstat) {
  const char* const end = schedstat + std::strlen(schedstat);
  long long cpu_ns = 0, queue_ns = 0;
  const auto [space, error] = std::from_chars(schedstat, end, cpu_ns);
  if (error != std::errc() || space == end) return std::nullopt;
  if (std::from_chars(space + 1, end, queue_ns).ec != std::errc() || cpu_ns <= 0)
    return std::nullopt;
  return 1e-9 * static_cast<double>(cpu_ns + queue_ns);
}

Moment read_moment() {
  static const int schedstat = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
  char line[80] = "";
  Moment moment{clock_s(CLOCK_MONOTONIC), clock_s(CLOCK_BOOTTIME), {}};
  if (pread(schedstat, line, sizeof line - 1, 0) > 0) moment.busy_s = busy_s_of(line);
  return moment;
}

Pause PauseMeter::end(double most_s) {
  const Moment ended = read_();
  waited_s_ = ended.monotonic_s - begun_.monotonic_s;
  const bool known = begun_.busy_s && ended.busy_s;
  const double late_s = waited_s_ - most_s - (known ? *ended.busy_s - *begun_.busy_s : 0);
  const double asleep_s = ended.boot_s - begun_.boot_s - waited_s_;
  Pause pause;
  if (late_s >= (known ? least_pause_s : least_unexplained_s)) pause.paused_s = late_s;
  if (asleep_s >= least_pause_s) pause.suspended_s = asleep_s;
  begun_ = ended;
  return pause;
}

}  // namespace parbench
