// The files that a run appends to: every field, and only whole rows, however the writer ends.
#include "bench/output/sample_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <locale>

#include "bench/output/csv.hpp"
#include "tests/support/full_sample.hpp"

namespace parbench {
namespace {

using Fields = std::vector<std::string>;

TEST(SampleFile, RoundTripsEveryField) {
  TemporaryFolder folder;
  SampleFile(folder.path()).append(full_sample());
  expect_equal(only(folder), full_sample());
}

TEST(SampleFile, WritesFieldsUnderTheirNames) {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"schema_version", "1"},
      {"run_id", "20250102T030405Z-quick"},
      {"machine_id", "m0123456789abcdef"},
      {"session", "1"},
      {"block", "3"},
      {"position", "17"},
      {"attempt", "2"},
      {"role", "twin_a"},
      {"status", "wrong_result"},
      {"reason", full_sample().reason},
      {"exit_signal", "11"},
      {"contamination", "foreign"},
      {"workload", "primes"},
      {"params", R"({"count":128,"set":"even"})"},
      {"runner", "thread_pool"},
      {"workers", "16"},
      {"tasks", "999999999999999999"},
      {"passes", "0"},
      {"setup_s", "0.1"},
      {"cold_s", "1e+09"},
      {"wall_s", "5e-324"},
      {"wall_min_s", "2.2250738585072014e-308"},
      {"wall_max_s", "0.30000000000000004"},
      {"teardown_s", "0"},
      {"cpu_s", "123456789.12345679"},
      {"companion_cpu_s", "1e-09"},
      {"workers_seen", "15"},
      {"max_in_flight", "14"},
      {"foreign_cpu_s", "0.25"},
      {"steal_s", "0.3333333333333333"},
      {"throttled_s", "2"},
      {"runq_wait_s", "123456789.12345679"},
      {"voluntary_switches", "999999999999999999"},
      {"involuntary_switches", "0"},
      {"peak_rss_kib", "4096"},
      {"digest", "x00000000000000ab"},
      {"observed", R"({"connections":16})"},
      {"usable_cpus", "1.5"},
      {"started_at", "2025-01-02T03:04:05Z"},
      {"slowdown", "0.05"}};
  const Fields fields = sample_fields(full_sample());
  ASSERT_EQ(fields.size(), samples_columns().size());
  ASSERT_EQ(expected.size(), fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(samples_columns()[i].name, expected[i].first);
    EXPECT_EQ(fields[i], expected[i].second) << expected[i].first;
  }
}

TEST(SampleFile, KeepsMissingValuesEmpty) {
  TemporaryFolder folder;
  Sample sample;
  sample.status = Status::timeout;
  SampleFile(folder.path()).append(sample);
  const Sample back = only(folder);
  expect_equal(back, sample);
  EXPECT_FALSE(back.record || back.exit_signal);
}

TEST(SampleFile, ReplacesInvalidUtf8) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.reason = std::string("\xff\0\xc3", 3);
  SampleFile(folder.path()).append(sample);
  EXPECT_EQ(only(folder).reason, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

struct CommaPoint : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(SampleFile, WritesDecimalPointsInAnyLocale) {
  const std::string c_locale = setlocale(LC_ALL, nullptr);
  setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
  const std::locale before = std::locale::global(std::locale(std::locale(), new CommaPoint));
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.record->wall_s = 1234567.25;
  sample.record->tasks = 1234567;
  SampleFile(folder.path()).append(sample);
  const std::string text = folder.read("samples.csv");
  const Sample back = only(folder);
  std::locale::global(before);
  setlocale(LC_ALL, c_locale.c_str());
  EXPECT_NE(text.find(",1234567.25,"), std::string::npos) << text;
  EXPECT_NE(text.find(",1234567,"), std::string::npos);
  expect_equal(back, sample);
}

TEST(SampleFile, WritesARowPerWorker) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.record->per_worker = {{0, 5, 0.25, 1.5, 1.25, 3, 0, 0.5, 4},
                               {1, 0, {}, {}, {}, {}, {}, {}, {}}};
  SampleFile(folder.path()).append(sample);
  const std::string start =
      "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":\"\"even\"\"}\","
      "thread_pool,16,";
  EXPECT_EQ(folder.read("workers.csv"), header_of(workers_columns()) + "\n" + start +
                                            "0,5,0.25,1.5,1.25,3,0,0.5,4\n" + start +
                                            "1,0,,,,,,,\n");
}

TEST(SampleFile, WritesLatenciesOfATrialAtARate) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  Latency& latency = sample.record->latency.emplace();
  latency.rate_per_s = 400;
  latency.achieved_per_s = 399.5;
  latency.requests = 3;
  latency.queue_wait_s = 0.25;
  latency.max_s = 0.5;
  latency.buckets = {{0.25, 0.375, 2}, {0.5, 0.75, 1}};
  SampleFile(folder.path()).append(sample);
  const std::string start =
      "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":\"\"even\"\"}\","
      "thread_pool,16,";
  EXPECT_EQ(folder.read("service.csv"),
            header_of(service_columns()) + "\n" + start + "400,399.5,3,0.25,,,,,,,0.5,0,0,0,0\n");
  EXPECT_EQ(folder.read("latency.csv"), header_of(latency_columns()) + "\n" + start +
                                            "0.25,0.375,2\n" + start + "0.5,0.75,1\n");
}

TEST(SampleFile, WritesSpansInTheOrderOfTheirStart) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.record->trace = Trace{4.5, {{0, 1, 0.5, 1.5}, {1, 0, 0.25, 4.25}}};
  SampleFile(folder.path()).append(sample);
  const std::string start =
      "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":\"\"even\"\"}\","
      "thread_pool,16,4.5,";
  EXPECT_EQ(folder.read("spans.csv"), header_of(spans_columns()) + "\n" + start +
                                          "1,0,0.25,4.25\n" + start + "0,1,0.5,1.5\n");
}

TEST(SampleFile, WritesNoSpansOfAnUntracedTrial) {
  TemporaryFolder folder;
  SampleFile(folder.path()).append(full_sample());
  EXPECT_EQ(folder.read("spans.csv"), header_of(spans_columns()) + "\n");
  EXPECT_EQ(folder.read("spread.csv"), header_of(spread_columns()) + "\n");
}

TEST(SampleFile, WritesTheSpreadOfPasses) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.record->spread = Spread{10, {}, 0.25, 0.5, 0.75, 1.5, {}, {}};
  SampleFile(folder.path()).append(sample);
  EXPECT_EQ(folder.read("spread.csv"),
            header_of(spread_columns()) +
                "\n1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":"
                "\"\"even\"\"}\",thread_pool,16,10,,0.25,0.5,0.75,1.5,,\n");
}

TEST(SampleFile, WritesTheLoadThatOnlyTheDriverSaw) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  SampleFile(folder.path()).append(sample);
  const std::string header = header_of(outside_load_columns()) + "\n";
  EXPECT_EQ(folder.read("outside_load.csv"), header);
  sample.outside_load = OutsideLoad{2.5, 1.5, 0.25, 0.125, {}};
  SampleFile(folder.path()).append(sample);
  EXPECT_EQ(folder.read("outside_load.csv"),
            header +
                "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":"
                "\"\"even\"\"}\",thread_pool,16,2.5,1.5,0.25,0.125,\n");
}

TEST(SampleFile, WritesARowForEachHost) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.record->per_host = {{"a", "CPU, fast", 4, 2, 100, 1.5, 0.25, 0, {}, 800, 7200},
                             {"b", "", 8, 14, 700, {}, {}, {}, {}, 0, 0}};
  SampleFile(folder.path()).append(sample);
  const std::string key =
      "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":"
      "\"\"even\"\"}\",thread_pool,16,";
  EXPECT_EQ(folder.read("hosts.csv"), header_of(hosts_columns()) + "\n" + key +
                                          "a,\"CPU, fast\",4,2,100,1.5,0.25,0,,800,7200\n" + key +
                                          "b,,8,14,700,,,,,0,0\n");
}

TEST(SampleFile, WritesThePausesOfATrial) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  SampleFile(folder.path()).append(sample);
  const std::string header = header_of(pauses_columns()) + "\n";
  EXPECT_EQ(folder.read("pauses.csv"), header);
  sample.pause = Pause{4.5, 0.25, 0.125};
  SampleFile(folder.path()).append(sample);
  EXPECT_EQ(folder.read("pauses.csv"),
            header +
                "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":"
                "\"\"even\"\"}\",thread_pool,16,4.5,0.25,0.125\n");
}

TEST(SampleFile, AppendsToWhatIsThere) {
  TemporaryFolder folder;
  { SampleFile(folder.path()).append(full_sample()); }
  { SampleFile(folder.path()).append(full_sample()); }
  int rows = 0;
  const auto result = read_samples(folder.path() / "samples.csv", [&](const Sample&) { ++rows; });
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(result.errors, Fields{});
}

TEST(SampleFile, CutsOffAnIncompleteRow) {
  TemporaryFolder folder;
  const std::string header = header_of(samples_columns()) + "\n";
  const std::string row = csv_row(sample_fields(Sample()));
  for (const std::string& whole : {std::string(), header, header + row}) {
    const std::string next = whole.empty() ? header : row;
    for (const std::size_t kept : {std::size_t{1}, next.size() / 2, next.size() - 1}) {
      folder.write("samples.csv", whole + next.substr(0, kept));
      SampleFile(folder.path()).append(Sample());
      EXPECT_EQ(folder.read("samples.csv"), (whole.empty() ? header : whole) + row);
    }
  }
}

TEST(SampleFile, RefusesAnotherFile) {
  TemporaryFolder folder;
  const std::string header = header_of(samples_columns()) + "\n";
  for (const std::string& text :
       {std::string("a,b\n"), header + "a\"b\n", header + "\"never closed\n1,2\n3,4\n"}) {
    folder.write("samples.csv", text);
    try {
      SampleFile file(folder.path());
      ADD_FAILURE() << text;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("samples.csv, line "), std::string::npos);
    }
    EXPECT_EQ(folder.read("samples.csv"), text);
  }
}

TEST(SampleFile, NamesAFolderThatCannotBeWritten) {
  try {
    SampleFile file("/nonexistent/run");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot open /nonexistent/run/samples.csv: No such file or directory");
  }
}

// A file size limit ends a write in the middle of a row as a full disk does.
TEST(SampleFile, LeavesWholeRowsOnAFullDisk) {
  TemporaryFolder folder;
  const auto before_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  {
    SampleFile file(folder.path());
    file.append(full_sample());
    const std::string whole = folder.read("samples.csv");
    for (const std::size_t room : {std::size_t{0}, std::size_t{1}, std::size_t{40}}) {
      rlimit limit{whole.size() + room, before.rlim_max};
      setrlimit(RLIMIT_FSIZE, &limit);
      std::string message;
      try {
        file.append(full_sample());
      } catch (const std::runtime_error& error) {
        message = error.what();
      }
      setrlimit(RLIMIT_FSIZE, &before);
      EXPECT_EQ(message,
                "cannot write " + (folder.path() / "samples.csv").string() + ": File too large");
      EXPECT_EQ(folder.read("samples.csv"), whole);
    }
    file.append(full_sample());  // room again
    EXPECT_EQ(folder.read("samples.csv").size(),
              whole.size() * 2 - header_of(samples_columns()).size() - 1);
  }
  std::signal(SIGXFSZ, before_handler);
}

}  // namespace
}  // namespace parbench
