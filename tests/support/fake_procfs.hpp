// A /proc/stat with one CPU that is never idle unless told: all its time that is not ours is
// foreign.
#pragma once

#include <time.h>
#include <unistd.h>

#include <string>

#include "tests/support/temporary_folder.hpp"

namespace parbench {

class FakeProcfs {
 public:
  FakeProcfs() { show(0); }

  const std::filesystem::path& root() const { return folder_.path(); }

  // Since construction the CPU was idle for `idle_s`, stolen for `steal_s`, and otherwise in use.
  void show(double idle_s, double steal_s = 0) const {
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto column = [&](double seconds) {
      return std::to_string(static_cast<long long>(seconds * ticks + 0.5)) + " ";
    };
    folder_.write("/proc/stat", "cpu 1 1 1 1\ncpu0 " +
                                    column(1 + now_s() - start_s_ - idle_s - steal_s) + "0 0 " +
                                    column(idle_s) + "0 0 0 " + column(steal_s) + "0 0\n");
  }

 private:
  static double now_s() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }

  TemporaryFolder folder_;
  double start_s_ = now_s();
};

}  // namespace parbench
