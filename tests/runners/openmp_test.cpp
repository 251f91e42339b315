#include <gtest/gtest.h>
#include <omp.h>

#include "bench/runner.hpp"
#include "tests/support/fake_job.hpp"

namespace parbench {
namespace {

TEST(OpenMp, RejectsFewerThreadsThanRequested) {
  omp_set_dynamic(1);  // what OMP_DYNAMIC=true does: no more threads than CPUs
  const int workers = omp_get_num_procs() + 1;
  const FakeJob job{1, workers};
  EXPECT_THROW(runner_info.make(job, workers), std::runtime_error);
}

TEST(OpenMp, EveryThreadLeavesPass) {
  omp_set_dynamic(0);
  const FakeJob job{100, 4};
  runner_info.make(job, 4)->run();
  EXPECT_EQ(job.not_left(), 0);
}

}  // namespace
}  // namespace parbench
