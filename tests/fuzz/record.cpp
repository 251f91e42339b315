// What a runner's process hands to the driver: the record of a trial.
#include <cmath>

#include "bench/output/sample_rows.hpp"
#include "bench/protocol.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace parbench {
namespace {

using fuzz::require;

// The rows of a record, as the CSV files hold them: none has an odd value, and samples.csv's reader
// accepts its own.
void check_rows(const TrialRecord& record) {
  Sample sample;
  sample.workload = "primes";
  sample.params = Parameters().json();
  sample.record = record;
  const std::vector<std::string> fields = sample_fields(sample);
  std::vector<std::string> header;
  for (const Column& column : samples_columns()) header.emplace_back(column.name);
  require(sample_fields(SampleParser{header}.parse(fields)) == fields,
          "samples.csv's reader accepts what its writer wrote");
  std::vector<std::vector<std::string>> rows = worker_fields(sample);
  for (const auto& more : {span_fields(sample), spread_fields(sample)})
    rows.insert(rows.end(), more.begin(), more.end());
  rows.push_back(fields);
  for (const std::vector<std::string>& row : rows) {
    for (const std::string& field : row) {
      require(!field.starts_with('-') && field != "inf" && field != "nan" &&
                  field != "18446744073709551615",
              "no figure of a record is negative, infinite or the largest of its type", field);
    }
  }
}

}  // namespace
}  // namespace parbench

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  const std::string text{fuzz::text_of(data, size)};
  fuzz::accepts<std::runtime_error>([&] {
    const TrialRecord record = read_record(text);
    check_rows(record);
    const std::string json = to_json(record);
    require(to_json(read_record(json)) == json, "a record is read back as it was written", json);
  });
  return 0;
}
