#include "bench/output/google_benchmark_adapter.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/full_sample.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

const std::filesystem::path build{PARBENCH_BUILD_FOLDER};

TEST(GoogleBenchmark, RunsEachTrialOnceAndPassesExceptionsOn) {
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
  EXPECT_EQ(run_as_benchmark(launcher, launch).record.value().passes, 2U);
  launch.passes = 3;
  EXPECT_EQ(run_as_benchmark(launcher, launch).record.value().passes, 3U);
  EXPECT_EQ(run_as_benchmark(launcher, launch).record.value().passes, 3U);

  launch.expected_digest = 1;
  const Outcome wrong = run_as_benchmark(launcher, launch);
  EXPECT_EQ(wrong.status, Status::wrong_result);
  EXPECT_FALSE(wrong.record);

  catch_interrupts();
  raise(SIGINT);
  EXPECT_THROW(run_as_benchmark(launcher, launch), Interrupted);
}

using nlohmann::json;

Sample sample_of(int workers, int position) {
  Sample sample = full_sample();
  sample.workload = "primes";
  sample.runner = "thread_pool";
  sample.workers = workers;
  sample.block = 1;
  sample.position = position;
  sample.status = Status::ok;
  sample.reason.clear();
  sample.record->wall_s = 0.25 * position;
  return sample;
}

// What the reporter makes of these rows, each named by its number of workers.
json exported(const std::vector<Sample>& samples) {
  const TemporaryFolder folder;
  SampleFile files{folder.path()};
  for (const Sample& sample : samples) files.append(sample);
  write_google_benchmark_json(folder.path(), [](const Sample& sample) {
    return "primes/thread_pool/" + std::to_string(sample.workers);
  });
  return json::parse(std::ifstream{folder.path() / "google_benchmark.json"});
}

TEST(GoogleBenchmarkJson, DefinesEveryFieldAndNamesCellsAsTheFilterDoes) {
  const json file = exported({sample_of(1, 1), sample_of(2, 2), sample_of(1, 3)});
  const auto entry = [](const char* name, int family, int repetitions, int index, double real_ms) {
    return json{{"name", name},
                {"run_name", name},
                {"run_type", "iteration"},
                {"family_index", family},
                {"per_family_instance_index", 0},
                {"repetitions", repetitions},
                {"repetition_index", index},
                {"threads", 1},
                {"iterations", 1},
                {"real_time", real_ms},
                {"cpu_time", 123456789123.45679},
                {"time_unit", "ms"}};
  };
  EXPECT_EQ(file.at("benchmarks"), json::array({entry("primes/thread_pool/1", 0, 2, 0, 250),
                                                entry("primes/thread_pool/2", 1, 1, 0, 500),
                                                entry("primes/thread_pool/1", 0, 2, 1, 750)}));
}

TEST(GoogleBenchmarkJson, MarksAFailedTrialWithItsReasonOnOneLine) {
  Sample failed = sample_of(1, 1);
  failed.status = Status::failed;
  failed.reason = "half \x1b[31m\x01 a\tline, \"quoted\"\n";
  failed.record.reset();
  const json entry = exported({failed}).at("benchmarks").at(0);
  EXPECT_EQ(entry.at("error_occurred"), true);
  EXPECT_EQ(entry.at("error_message"), "half  [31m  a line, \"quoted\" ");
  EXPECT_EQ(entry.at("real_time"), 0);
  EXPECT_EQ(entry.at("cpu_time"), 0);
}

TEST(GoogleBenchmarkJson, SaysWhichRowCannotBeRead) {
  const TemporaryFolder folder;
  std::ofstream{folder.path() / "samples.csv"} << "not,a,header\n";
  try {
    write_google_benchmark_json(folder.path(), [](const Sample&) { return std::string(); });
    ADD_FAILURE() << "it was written";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("samples.csv, line 1: column"), std::string::npos)
        << error.what();
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "google_benchmark.json"));
}

}  // namespace
}  // namespace parbench
