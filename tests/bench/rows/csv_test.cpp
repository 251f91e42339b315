// Rows written and read back: nasty text, exact numbers, full disks, torn files. Never leaves a
// file behind.
#include "bench/rows/csv.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <limits>
#include <locale>
#include <sstream>

#include "bench/rows/columns.hpp"
#include "bench/rows/sample_file.hpp"
#include "bench/rows/sample_rows.hpp"
#include "bench/rows/utf8.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using Fields = std::vector<std::string>;
using Outcome = CsvReader::Outcome;

Sample full_sample() {
  Sample sample;
  sample.run_id = "20250102T030405Z-quick";
  sample.machine_id = "m0123456789abcdef";
  sample.session = "1";
  sample.block = 3;
  sample.position = 17;
  sample.attempt = 2;
  sample.role = "twin_a";
  sample.status = Status::wrong_result;
  sample.reason = "said \"no\", then\nleft\r\n; comma, ünïcode ✓, 'quote'";
  sample.exit_signal = 11;
  sample.contamination = "foreign";
  sample.workload = "primes";
  sample.params = R"({"count":128,"set":"even"})";
  sample.runner = "thread_pool";
  sample.workers = 16;
  sample.tasks = std::numeric_limits<std::uint64_t>::max();
  sample.passes = 0;
  sample.setup_s = 0.1;
  sample.cold_s = std::numeric_limits<double>::max();
  sample.wall_s = std::numeric_limits<double>::denorm_min();
  sample.wall_min_s = std::numeric_limits<double>::min();
  sample.wall_max_s = 0.30000000000000004;
  sample.teardown_s = 0.0;
  sample.cpu_s = 123456789.12345679;
  sample.companion_cpu_s = 1e-9;
  sample.workers_seen = 15;
  sample.max_in_flight = 14;
  sample.foreign_cpu_s = 0.25;
  sample.steal_s = 1.0 / 3;
  sample.throttled_s = 2.0;
  sample.runq_wait_s = 1e22;
  sample.voluntary_switches = std::numeric_limits<std::int64_t>::max();
  sample.involuntary_switches = -1;
  sample.peak_rss_kib = 4096;
  sample.digest = 0x00ab;
  sample.observed = 16;
  sample.observed_name = "connections";
  sample.usable_cpus = 1.5;
  sample.started_at = "2025-01-02T03:04:05Z";
  sample.slowdown = 0.05;
  return sample;
}

Sample only(const TemporaryFolder& folder) {
  std::optional<Sample> found;
  const auto result =
      read_samples(folder.path() / "samples.csv", [&](const Sample& s) { found = s; });
  EXPECT_EQ(result.errors, Fields{});
  EXPECT_EQ(result.rows, 1U);
  return found.value_or(Sample());
}

// All fields, through the very text that is written.
void expect_equal(const Sample& a, const Sample& b) {
  EXPECT_EQ(sample_fields(a), sample_fields(b));
}

TEST(Csv, QuotesWhatMustBeQuoted) {
  EXPECT_EQ(csv_row({"a", "", "b c"}), "a,,b c\n");
  EXPECT_EQ(csv_row({"a,b", "say \"x\"", "two\nlines", "cr\r"}),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"cr\r\"\n");
  EXPECT_EQ(csv_row({""}), "\n");
}

TEST(Csv, ReadsBackWhatItWrites) {
  const std::vector<Fields> rows{{"a", "", "\"", "\"\"", "\n", "\r\n", ","},
                                 {"", ""},
                                 {"é", "\t ", "x\"y", ",\"\n\","},
                                 {std::string(200000, '"'), "end"}};
  std::stringstream text;
  for (const Fields& row : rows) text << csv_row(row);
  CsvReader reader(text);
  Fields fields;
  for (const Fields& row : rows) {
    ASSERT_EQ(reader.next(fields), Outcome::row);
    EXPECT_EQ(fields, row);
  }
  EXPECT_EQ(reader.next(fields), Outcome::end);
  EXPECT_EQ(reader.complete_bytes(), text.str().size());
}

TEST(Csv, CountsLinesInsideFields) {
  std::istringstream text("a,\"x\ny\"\r\nb\n\"c");
  CsvReader reader(text);
  Fields fields;
  ASSERT_EQ(reader.next(fields), Outcome::row);
  EXPECT_EQ(fields, (Fields{"a", "x\ny"}));
  ASSERT_EQ(reader.next(fields), Outcome::row);
  EXPECT_EQ(reader.line(), 3U);
  ASSERT_EQ(reader.next(fields), Outcome::unfinished);
  EXPECT_EQ(reader.line(), 4U);
}

TEST(Csv, NamesWhatIsBroken) {
  for (const std::string& text :
       {std::string("a\"b\n"), std::string("\"a\"b\n"), std::string("a\rb\n"),
        std::string("a\0b\n", 4), "\"" + std::string(5 << 20, 'x')}) {
    std::istringstream stream(text);
    CsvReader reader(stream);
    Fields fields;
    EXPECT_EQ(reader.next(fields), Outcome::broken) << text.substr(0, 10);
    EXPECT_FALSE(reader.problem().empty());
  }
}

TEST(Utf8, ReplacesOnlyWhatIsNotValid) {
  EXPECT_EQ(valid_utf8("plain é ✓ 🎉"), "plain é ✓ 🎉");
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(valid_utf8(std::string("a\0b", 3)), "a" + bad + "b");
  EXPECT_EQ(valid_utf8("\xC0\xAF"), bad + bad);                      // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), bad + bad + bad);            // surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // beyond Unicode
  EXPECT_EQ(valid_utf8("x\xE2\x9C"), "x" + bad + bad);               // cut in half
}

TEST(Utf8, OneLineIsSafeOnATerminal) {
  EXPECT_EQ(one_line("a\nb\x1b[31m\x7f\xC2\x9B!", 100), "a b [31m  !");
  EXPECT_EQ(one_line("äöü", 3), "äöü");
  EXPECT_EQ(one_line("äöüx", 3), "äö…");
}

TEST(SampleFile, RoundTripsEveryField) {
  TemporaryFolder folder;
  SampleFile(folder.path()).append(full_sample());
  expect_equal(only(folder), full_sample());
}

TEST(SampleFile, FieldsStandUnderTheirNames) {
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
      {"tasks", "18446744073709551615"},
      {"passes", "0"},
      {"setup_s", "0.1"},
      {"cold_s", "1.7976931348623157e+308"},
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
      {"runq_wait_s", "1e+22"},
      {"voluntary_switches", "9223372036854775807"},
      {"involuntary_switches", "-1"},
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

TEST(SampleFile, MissingIsEmptyAndStaysMissing) {
  TemporaryFolder folder;
  Sample sample;
  sample.status = Status::timeout;
  SampleFile(folder.path()).append(sample);
  const Sample back = only(folder);
  expect_equal(back, sample);
  EXPECT_FALSE(back.wall_s || back.digest || back.observed || back.exit_signal || back.tasks);
}

TEST(SampleFile, TextThatIsNoTextDoesNotSpoilTheFile) {
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

TEST(SampleFile, WritesPointsInALandOfCommas) {
  const std::string c_locale = setlocale(LC_ALL, nullptr);
  setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
  const std::locale before = std::locale::global(std::locale(std::locale(), new CommaPoint));
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.wall_s = 1234567.25;
  sample.tasks = 1234567;
  SampleFile(folder.path()).append(sample);
  const std::string text = folder.read("samples.csv");
  const Sample back = only(folder);
  std::locale::global(before);
  setlocale(LC_ALL, c_locale.c_str());
  EXPECT_NE(text.find(",1234567.25,"), std::string::npos) << text;
  EXPECT_NE(text.find(",1234567,"), std::string::npos);
  expect_equal(back, sample);
}

TEST(SampleFile, WorkersHaveTheirRows) {
  TemporaryFolder folder;
  Sample sample = full_sample();
  sample.per_worker = {{0, 5, 0.25, 1.5, 1.25, 3, 0, 0.5}, {1, 0, {}, {}, {}, {}, {}, {}}};
  SampleFile(folder.path()).append(sample);
  const std::string start =
      "1,20250102T030405Z-quick,3,17,2,primes,\"{\"\"count\"\":128,\"\"set\"\":\"\"even\"\"}\","
      "thread_pool,16,";
  EXPECT_EQ(folder.read("workers.csv"), header_of(workers_columns()) + "\n" + start +
                                            "0,5,0.25,1.5,1.25,3,0,0.5\n" + start + "1,0,,,,,,\n");
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

TEST(SampleFile, CutsATornRowOff) {
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

TEST(SampleFile, RefusesAFileThatIsNotItsOwn) {
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
TEST(SampleFile, AFullDiskLeavesWholeRows) {
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

TEST(ReadSamples, GoesOnAfterBadRowsAndNamesTheirLines) {
  TemporaryFolder folder;
  Fields bad = sample_fields(full_sample());
  bad[4] = "three";
  Fields other_version = sample_fields(full_sample());
  other_version[0] = "2";
  folder.write("samples.csv", header_of(samples_columns()) + "\n" +
                                  csv_row(sample_fields(Sample())) + csv_row(bad) + "1,2\n" +
                                  csv_row(other_version) + csv_row(sample_fields(Sample())) +
                                  "1,torn");
  const std::string name = (folder.path() / "samples.csv").string();
  const auto result = read_samples(folder.path() / "samples.csv", [](const Sample&) {});
  EXPECT_EQ(result.rows, 2U);
  EXPECT_EQ(result.bad_rows, 4U);
  EXPECT_EQ(
      result.errors,
      (Fields{name + ", line 3: block is 'three', allowed: an integer",
              name + ", line 6: 2 fields where the header has 40",
              name + ", line 7: schema_version is '2', allowed: 1",
              name + ", line 11: the last row is incomplete, as after an interrupted write"}));
}

TEST(ReadSamples, RefusesValuesThatAreNotOfTheirColumn) {
  const auto refuses = [](std::string_view column, const std::string& value) {
    TemporaryFolder folder;
    Fields fields = sample_fields(full_sample());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (samples_columns()[i].name == column) fields[i] = value;
    }
    folder.write("samples.csv", header_of(samples_columns()) + "\n" + csv_row(fields));
    return read_samples(folder.path() / "samples.csv", [](const Sample&) {}).bad_rows == 1;
  };
  EXPECT_FALSE(refuses("wall_s", "1.5"));
  for (const char* text : {"1,5", "nan", "inf", "1e999", "1 ", "0x1p3"})
    EXPECT_TRUE(refuses("wall_s", text)) << text;
  for (const char* text : {"-1", "1.0", "99999999999999999999"})
    EXPECT_TRUE(refuses("tasks", text)) << text;
  for (const char* text : {"", "OK"}) EXPECT_TRUE(refuses("status", text)) << text;
  for (const char* text : {"12", "x12", "x00000000000000zz", "y0000000000000012"})
    EXPECT_TRUE(refuses("digest", text)) << text;
  for (const char* text : {"16", "{}", "{\"a\":-1}", "{\"a\":1,\"b\":2}", "{"})
    EXPECT_TRUE(refuses("observed", text)) << text;
  EXPECT_TRUE(refuses("workers", ""));
}

TEST(ReadSamples, FindsColumnsByName) {
  TemporaryFolder folder;
  folder.write("samples.csv", "later," + header_of(samples_columns()) + "\n" + "x," +
                                  csv_row(sample_fields(full_sample())));
  expect_equal(only(folder), full_sample());
  for (const char* header : {"", "a,b\n", "status"}) {
    folder.write("samples.csv", header);
    EXPECT_EQ(read_samples(folder.path() / "samples.csv", [](const Sample&) {}).errors.size(), 1U);
  }
  EXPECT_EQ(read_samples(folder.path() / "missing.csv", [](const Sample&) {}).errors,
            Fields{(folder.path() / "missing.csv").string() + ", line 1: cannot be read"});
}

TEST(ReadSamples, KeepsItsMemoryWhateverTheFile) {
  TemporaryFolder folder;
  const std::string row = csv_row(sample_fields(full_sample()));
  {
    std::ofstream file(folder.path() / "samples.csv", std::ios::binary);
    file << header_of(samples_columns()) << '\n';
    for (int i = 0; i < 20000; ++i) file << row;  // about 10 MB
  }
  const std::size_t before = mallinfo2().uordblks;
  std::size_t most = before;
  const auto result = read_samples(folder.path() / "samples.csv", [&](const Sample&) {
    most = std::max(most, mallinfo2().uordblks);
  });
  EXPECT_EQ(result.rows, 20000U);
  EXPECT_LT(most - before, std::size_t{1} << 20);
}

}  // namespace
}  // namespace parbench
