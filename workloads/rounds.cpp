#include "workloads/rounds.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace parbench {
namespace {

constexpr std::uint64_t timed_rounds = 2'000'000;  // about 3 ms
constexpr int timings = 40;
constexpr double most_s = 2;  // in all, where an emulator or a sanitizer makes them slow

double cpu_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double three_digits(double value) {
  const double unit = std::pow(10, std::floor(std::log10(value)) - 2);
  return unit > 1 ? std::round(value / unit) * unit : std::round(value);
}

}  // namespace

std::uint64_t rounds_per_ms() {
  double fastest_s = std::numeric_limits<double>::infinity();
  const double start_s = cpu_s();
  double now_s = start_s;
  for (int timing = 0; timing < timings && now_s - start_s < most_s; ++timing) {
    const double before_s = now_s;
    run_rounds(timed_rounds, 1);
    now_s = cpu_s();
    fastest_s = std::min(fastest_s, now_s - before_s);
  }
  const double rate = static_cast<double>(timed_rounds) / std::max(fastest_s * 1e3, 1e-6);
  return static_cast<std::uint64_t>(std::max(three_digits(rate), 1.0));
}

}  // namespace parbench
