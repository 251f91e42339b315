#include <gtest/gtest.h>
#include <malloc.h>

#include <fstream>

#include "bench/output/csv.hpp"
#include "bench/output/sample_file.hpp"
#include "tests/support/full_sample.hpp"

namespace parbench {
namespace {

using Fields = std::vector<std::string>;

TEST(ReadSamples, ContinuesAfterBadRowsAndNamesTheirLines) {
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
      (Fields{name + ", line 3: block is 'three', allowed: an integer from 0 to 2147483647",
              name + ", line 6: 2 fields where the header has 40",
              name + ", line 7: schema_version is '2', allowed: 1",
              name + ", line 11: the last row is incomplete, as after an interrupted write"}));
}

TEST(ReadSamples, RefusesInvalidValues) {
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
  for (const char* text : {"1,5", "nan", "inf", "1e999", "1 ", "0x1p3", "-1", "1e10"})
    EXPECT_TRUE(refuses("wall_s", text)) << text;
  for (const char* column : {"position", "max_in_flight", "involuntary_switches"})
    EXPECT_TRUE(refuses(column, "-1")) << column;
  for (const char* text : {"-1", "1.0", "99999999999999999999"})
    EXPECT_TRUE(refuses("tasks", text)) << text;
  for (const char* text : {"", "OK"}) EXPECT_TRUE(refuses("status", text)) << text;
  for (const char* text : {"12", "x12", "x00000000000000zz", "y0000000000000012"})
    EXPECT_TRUE(refuses("digest", text)) << text;
  for (const char* text : {"16", "{}", "{\"a\":-1}", "{\"a\":1,\"b\":2}", "{"})
    EXPECT_TRUE(refuses("observed", text)) << text;
  for (const char* needed : {"workers", "wall_s", "digest"})
    EXPECT_TRUE(refuses(needed, "")) << needed;
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

TEST(ReadSamples, NeedsConstantMemory) {
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
