// samples.csv: its reader, what a resumed run makes of the rows, and the file for compare.py.
#include <nlohmann/json.hpp>

#include "bench/output/csv.hpp"
#include "bench/output/google_benchmark_adapter.hpp"
#include "bench/output/sample_file.hpp"
#include "bench/output/sample_rows.hpp"
#include "bench/plan/history.hpp"
#include "bench/summary/summary.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/small_plan.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {
namespace {

using fuzz::require;

void resume(const std::vector<Sample>& rows) {
  static const Plan plan = small_plan();
  History history{plan};
  Summary summary;
  for (const Sample& row : rows) {
    if (!fuzz::accepts<std::runtime_error>([&] { history.add(row); })) return;
    summary.add(row);
  }
  history.counts();
  for (std::size_t experiment = 0; experiment < plan.experiments.size(); ++experiment) {
    summary.cells(plan.experiments[experiment].workload, plan.experiments[experiment].params);
    for (const int block : {1, 2}) {
      history.disturbed({experiment, block});
      history.next_position({experiment, block});
    }
  }
}

void export_to_json(const std::filesystem::path& folder) {
  write_google_benchmark_json(folder, [](const Sample& sample) { return sample.runner; });
  const nlohmann::json read =
      nlohmann::json::parse(std::ifstream{folder / "google_benchmark.json"}, nullptr, false);
  require(read.is_object(), "google_benchmark.json is JSON");
}

}  // namespace
}  // namespace parbench

// Rows without a header get that of this version, so that mutations reach what comes after it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  static const TemporaryFolder folder;
  std::string text{fuzz::text_of(data, size)};
  if (!text.starts_with("schema_version")) text = header_of(samples_columns()) + "\n" + text;
  folder.write("samples.csv", text);
  std::vector<std::string> header;
  for (const Column& column : samples_columns()) header.emplace_back(column.name);
  const SampleParser parser{header};
  std::vector<Sample> rows;
  const ReadResult read = read_samples(folder.path() / "samples.csv", [&](const Sample& sample) {
    const std::vector<std::string> fields = sample_fields(sample);
    require(sample_fields(parser.parse(fields)) == fields, "a row is read back as it was written");
    rows.push_back(sample);
  });
  for (const std::string& error : read.errors) fuzz::require_one_line(error);
  resume(rows);
  if (read.errors.empty() && !rows.empty()) export_to_json(folder.path());
  return 0;
}
