// What the launcher measures around a trial, for runners that report no load.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>

#include "bench/launch/launch.hpp"
#include "bench/machine/cpu_times.hpp"
#include "tests/support/unrelated_process.hpp"
#include "tests/support/with_launcher.hpp"

namespace parbench {
namespace {

// On one CPU, where all time is ours, idle or of others.
struct OnOneCpu {
  OnOneCpu() {
    sched_getaffinity(0, sizeof before, &before);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(own_affinity().front(), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  OnOneCpu(const OnOneCpu&) = delete;
  OnOneCpu& operator=(const OnOneCpu&) = delete;
  ~OnOneCpu() { sched_setaffinity(0, sizeof before, &before); }
  cpu_set_t before{};
};

class OutsideLoadTest : OnOneCpu, public WithLauncher {
 protected:
  OutsideLoad load_of(const std::string& script) {
    return outcome_of(script + write_good).outside_load.value_or(OutsideLoad{});
  }
};

TEST_F(OutsideLoadTest, LeavesTheTrialsOwnTimeOut) {
  const OutsideLoad load = load_of("i=0; while [ $i -lt 400000 ]; do i=$((i + 1)); done\n");
  EXPECT_GT(load.cpu_s, 0.1);
  // CPU time is read before and after the wall clock; a build for a sanitizer takes its time.
  EXPECT_GE(load.wall_s, load.cpu_s - 0.2);
  if (load.foreign_cpu_s) {
    EXPECT_LE(*load.foreign_cpu_s, load.wall_s - load.cpu_s + 0.2);
  }
}

TEST_F(OutsideLoadTest, CountsAnotherProgramsTime) {
  if (!read_cpu_times(own_affinity())) GTEST_SKIP() << "this machine does not tell";
  prctl(PR_SET_CHILD_SUBREAPER, 0);  // as a client of the guard we would adopt it
  const UnrelatedProcess other{spin_forever};
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const double before_s = other.cpu_s();
  const OutsideLoad load = load_of("sleep 0.3\n");
  ASSERT_TRUE(load.foreign_cpu_s && load.steal_s);
  // Also what it used between the driver's last reading and ours.
  EXPECT_GE(*load.foreign_cpu_s, (other.cpu_s() - before_s) * 0.5 - 0.05);
}

}  // namespace
}  // namespace parbench
