// A runner made of C functions: what its --describe says, its record, and how it fails.
#include <gtest/gtest.h>
#include <parbench/kernels.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/protocol.hpp"
#include "bench/record.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

std::vector<std::string> calls;

int run_all(void*, const parbench_job* job, int) {
  for (std::size_t task = 0; task < parbench_job_tasks(job); ++task) {
    if (parbench_job_run(job, task, 0) != 0) return -1;
  }
  parbench_job_leave(job, 0);
  return 0;
}

parbench_runner plain_runner() {
  parbench_runner runner{};
  runner.size = sizeof runner;
  runner.name = "plain";
  runner.family = "threads";
  runner.run = run_all;
  return runner;
}

class CRunnerTest : public ::testing::Test {
 protected:
  CRunnerTest() { calls.clear(); }

  int main_of(const parbench_runner& runner, std::vector<std::string> args) {
    args.insert(args.begin(), "plain");
    std::vector<char*> argv;
    for (std::string& arg : args) argv.push_back(arg.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = parbench_runner_main(static_cast<int>(argv.size()), argv.data(), &runner);
    out = ::testing::internal::GetCapturedStdout();
    err = ::testing::internal::GetCapturedStderr();
    return code;
  }

  int trial(const parbench_runner& runner, const std::string& behaviour = "plain") {
    TrialRequest request;
    request.workload = "conformance";
    request.parameters = {{"tasks", "8"}, {"behaviour", behaviour}, {"meet", "1"}, {"at", "7"}};
    request.passes = 3;
    request.scratch = folder.path();
    return main_of(runner, {"--trial", to_json(request), "--record", folder.path() / "record"});
  }

  TemporaryFolder folder;
  std::string out, err;
};

TEST_F(CRunnerTest, DescribesItself) {
  const char* const environment[] = {"OMP_WAIT_POLICY=PASSIVE", "OMP_NUM_THREADS=", nullptr};
  parbench_runner runner = plain_runner();
  runner.about = "a loop";
  runner.counts = "always 1";
  runner.version = "7";
  runner.serial = 1;
  runner.environment = environment;
  ASSERT_EQ(main_of(runner, {"--describe"}), 0) << err;
  const auto about = nlohmann::json::parse(out);
  EXPECT_EQ(about["name"], "plain");
  EXPECT_EQ(about["family"], "threads");
  EXPECT_EQ(about["about"], "a loop");
  EXPECT_EQ(about["workers"], "always 1");
  EXPECT_EQ(about["version"], "7");
  EXPECT_EQ(about["scales"], false);
  EXPECT_EQ(about["environment"],
            (nlohmann::json{{"OMP_WAIT_POLICY", "PASSIVE"}, {"OMP_NUM_THREADS", ""}}));
}

TEST_F(CRunnerTest, WritesTheRecordOfATrial) {
  ASSERT_EQ(trial(plain_runner()), 0) << err;
  const TrialRecord record = read_record(folder.read("record"));
  EXPECT_EQ(record.tasks, 8U);
  EXPECT_EQ(record.passes, 3U);
  EXPECT_EQ(record.max_in_flight, 1);
  ASSERT_EQ(record.per_worker.size(), 1U);
  EXPECT_EQ(record.per_worker[0].tasks, 24U);
}

TEST_F(CRunnerTest, StartAndStopSurroundThePasses) {
  parbench_runner runner = plain_runner();
  static int state = 7;
  runner.start = [](void** given, const parbench_job* job, int workers) {
    calls.push_back("start " + std::to_string(workers) + " " +
                    std::to_string(parbench_job_tasks(job)));
    *given = &state;
    return 0;
  };
  runner.run = [](void* given, const parbench_job* job, int workers) {
    calls.push_back("run " + std::to_string(*static_cast<int*>(given)));
    return run_all(given, job, workers);
  };
  runner.stop = [](void* given) {
    calls.push_back("stop " + std::to_string(*static_cast<int*>(given)));
  };
  ASSERT_EQ(trial(runner), 0) << err;
  const std::vector<std::string> expected{
      "start 1 8", "run 7", "run 7",
      "run 7",     "run 7", "stop 7"};  // one cold pass, three timed ones
  EXPECT_EQ(calls, expected);
}

TEST_F(CRunnerTest, TrialEndsWithTheMessageOfTheTaskThatFailed) {
  EXPECT_EQ(trial(plain_runner(), "fail"), runner_exit::failed);
  EXPECT_EQ(err, "task 7 fails as asked\n");
  EXPECT_STREQ(parbench_error(), "task 7 fails as asked");
}

TEST_F(CRunnerTest, NoTaskRunsAfterOneThatFailed) {
  parbench_runner runner = plain_runner();
  runner.run = [](void*, const parbench_job* job, int) {
    EXPECT_EQ(parbench_job_run(job, 7, 0), -1);
    EXPECT_EQ(parbench_job_run(job, 0, 0), -1);
    return 0;  // even if the runner does not say so
  };
  EXPECT_EQ(trial(runner, "fail"), runner_exit::failed);
  EXPECT_EQ(err, "task 7 fails as asked\n");
}

TEST_F(CRunnerTest, ForgottenTaskIsAWrongResult) {
  parbench_runner runner = plain_runner();
  runner.run = [](void*, const parbench_job* job, int) { return parbench_job_run(job, 0, 0); };
  EXPECT_EQ(trial(runner), runner_exit::wrong_result);
  EXPECT_EQ(err, "task 1 was run 0 times\n");
}

TEST_F(CRunnerTest, RunnersOwnReasonIsTheTrials) {
  parbench_runner runner = plain_runner();
  runner.start = [](void**, const parbench_job* job, int) {
    parbench_job_fail(job, "thread 3 of 4 could not be started");
    parbench_job_fail(job, "a later one");
    return -1;
  };
  runner.stop = [](void*) { calls.emplace_back("stop"); };
  EXPECT_EQ(trial(runner), runner_exit::failed);
  EXPECT_EQ(err, "thread 3 of 4 could not be started\n");
  EXPECT_TRUE(calls.empty());
}

TEST_F(CRunnerTest, FailureWithoutAReasonNamesTheFunction) {
  parbench_runner runner = plain_runner();
  runner.run = [](void*, const parbench_job*, int) { return 5; };
  EXPECT_EQ(trial(runner), runner_exit::failed);
  EXPECT_EQ(err, "plain: run() returned 5\n");
}

TEST_F(CRunnerTest, StructureOfAnOlderHeaderIsEnough) {
  parbench_runner runner = plain_runner();
  runner.size = offsetof(parbench_runner, start);
  runner.start = [](void**, const parbench_job*, int) { return -1; };  // beyond the size
  EXPECT_EQ(trial(runner), 0) << err;
}

}  // namespace
}  // namespace parbench
