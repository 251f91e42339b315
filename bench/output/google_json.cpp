// Google Benchmark's JSONReporter writes the file, so that it is what compare.py expects of this
// version.
#include "bench/output/google_json.hpp"

#include <benchmark/benchmark.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "bench/output/sample_file.hpp"

namespace parbench {
namespace {

benchmark::BenchmarkReporter::Run run_of(const Sample& sample, const std::string& name) {
  benchmark::BenchmarkReporter::Run run;
  run.run_name.function_name = name;
  run.run_name.iterations = "iterations:1";
  run.run_name.time_type = "manual_time";
  run.iterations = 1;
  run.repetitions = 1;
  run.repetition_index = sample.block - 1;
  run.threads = 1;
  run.time_unit = benchmark::kMillisecond;
  run.real_accumulated_time = sample.record ? sample.record->wall_s : 0;
  run.cpu_accumulated_time = sample.record ? sample.record->cpu_s.value_or(0) : 0;
  run.error_occurred = sample.status != Status::ok;
  run.error_message = sample.reason;
  return run;
}

// Its context holds the host's name, which a run's folder does not tell unless asked to.
void write_context(benchmark::JSONReporter& reporter, std::ostream& file) {
  std::ostringstream context;
  reporter.SetOutputStream(&context);
  reporter.ReportContext(benchmark::BenchmarkReporter::Context());
  file << std::regex_replace(context.str(), std::regex("\"host_name\": \"[^\"]*\""),
                             "\"host_name\": \"\"");
}

}  // namespace

void write_google_json(const std::filesystem::path& samples_csv,
                       const std::filesystem::path& target,
                       const std::function<std::string(const Sample&)>& name_of) {
  const std::filesystem::path draft = target.string() + ".part";
  std::ofstream file{draft};
  benchmark::JSONReporter reporter;
  write_context(reporter, file);
  reporter.SetOutputStream(&file);
  const ReadResult read = read_samples(samples_csv, [&](const Sample& sample) {
    reporter.ReportRuns({run_of(sample, name_of(sample))});
  });
  if (!read.errors.empty()) throw std::runtime_error(read.errors.front());
  reporter.Finalize();
  file.close();
  if (!file) throw std::runtime_error(target.string() + " could not be written");
  std::filesystem::rename(draft, target);
}

}  // namespace parbench
