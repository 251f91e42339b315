// The code that docs/adding.md shows does what the page says.
#include <gtest/gtest.h>

#include "bench/workload.hpp"

namespace parbench {

extern const WorkloadInfo squares_workload;

namespace {

TEST(Example, TheWorkloadKeepsItsContract) {
  const Parameters parameters{"squares", squares_workload.parameters, {{"tasks", "20"}}};
  const auto workload = squares_workload.make(parameters, {});
  Worker worker;
  ASSERT_EQ(workload->task_count(), 20U);
  for (std::size_t i = 20; i-- > 0;)
    EXPECT_EQ(workload->run_task(i, worker), workload->expected(i)) << i;
}

TEST(Example, TheRunnerKeepsItsContract) {
  const std::string command =
      std::string(PARBENCH_PROGRAM) + " check-runner " + PARBENCH_EXAMPLE_RUNNER;
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace parbench
