// The plan of a runner whose workers run on the machines of --hosts.
#include <gtest/gtest.h>

#include "bench/plan/plan.hpp"
#include "tests/support/small_plan.hpp"

namespace parbench {
namespace {

Plan plan_of(const std::map<std::string, std::string>& values) {
  PlannedRunner serial, away;
  serial.name = "serial";
  away.name = "away";
  serial.workloads = away.workloads = {"fetch"};
  away.on_hosts = true;
  return make_plan({{"fetch", small_parameters("fetch", values), {"away"}, {2}}}, {serial, away});
}

TEST(HostsPlan, NeedsAServerThatAllHostsReach) {
  const Plan own = plan_of({});
  EXPECT_EQ(own.cells[0].unsupported, "");
  EXPECT_EQ(own.cells[1].unsupported,
            "its server would run on this machine only: --set fetch.url names one that all hosts "
            "reach");
  EXPECT_EQ(plan_of({{"url", "http://127.0.0.1:80/"}}).cells[1].unsupported, "");
}

}  // namespace
}  // namespace parbench
