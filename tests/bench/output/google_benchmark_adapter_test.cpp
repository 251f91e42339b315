#include "bench/output/google_benchmark_adapter.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const std::filesystem::path build{PARBENCH_BUILD_FOLDER};

TEST(GoogleBenchmark, RunsTheNamedTrialAloneAndPassesExceptionsOn) {
  const TemporaryFolder folder;
  GuardClient guard{build / "parbench-guard", folder.path()};
  Launcher launcher{guard, build / "helpers", folder.path()};
  const FoundRunner serial = describe(build / "runners/serial", guard, folder.path());
  Launch launch;
  launch.runner = &serial;
  launch.workload_name = "empty";
  launch.workload = find_workload("empty");
  launch.parameters = Parameters{"empty", launch.workload->parameters, {}};
  launch.passes = 2;
  start_google_benchmark();
  EXPECT_EQ(run_as_benchmark("w/a+b/serial/1", launcher, launch).record.value().passes, 2U);
  launch.passes = 3;
  EXPECT_EQ(run_as_benchmark("w/a+b/serial/16", launcher, launch).record.value().passes, 3U);
  EXPECT_EQ(run_as_benchmark("w/a+b/serial/1", launcher, launch).record.value().passes, 3U);

  launch.expected_digest = 1;
  const Outcome wrong = run_as_benchmark("w/wrong/1", launcher, launch);
  EXPECT_EQ(wrong.status, Status::wrong_result);
  EXPECT_FALSE(wrong.record);

  catch_interrupts();
  raise(SIGINT);
  EXPECT_THROW(run_as_benchmark("w/interrupted/1", launcher, launch), Interrupted);
}

}  // namespace
}  // namespace parbench
