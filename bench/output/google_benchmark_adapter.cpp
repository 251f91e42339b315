#include "bench/output/google_benchmark_adapter.hpp"

#include <benchmark/benchmark.h>

#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "bench/output/sample_file.hpp"
#include "bench/utf8.hpp"

namespace parbench {
namespace {

// The registered functions outlive every call; the trial that they run changes.
struct Trial {
  Launcher& launcher;
  const Launch& launch;
  Outcome outcome;
  std::exception_ptr failure;
};
Trial* current = nullptr;

class Counter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override { seen_ += runs.size(); }
  std::size_t seen() const { return seen_; }

 private:
  std::size_t seen_ = 0;
};

void run_current(benchmark::State& state) {
  while (state.KeepRunning()) {
    try {
      current->outcome = current->launcher.run(current->launch);
    } catch (...) {  // an exception that left through Google Benchmark would end the program
      current->failure = std::current_exception();
    }
    if (!current->outcome.record) {
      state.SkipWithError("the trial failed");
      break;
    }
    state.SetIterationTime(current->outcome.record->wall_s);
  }
}

// The rows of one name, which Google Benchmark calls a family with one instance: each is a repetition.
struct Family {
  std::int64_t index = 0;  // among the names, in the order of their first rows
  std::int64_t rows = 0;
  std::int64_t written = 0;
};

// Every field that a reporter may print: Run's own constructor leaves some of them undefined.
benchmark::BenchmarkReporter::Run run_of(const Sample& sample, const std::string& name,
                                         const Family& family) {
  benchmark::BenchmarkReporter::Run run;
  // Nothing but the filter's name. The reporter escapes few control characters, here and below.
  run.run_name.function_name = one_line(name, name.size());
  run.family_index = family.index;
  run.per_family_instance_index = 0;
  run.iterations = 1;
  run.repetitions = family.rows;
  run.repetition_index = family.written;
  run.threads = 1;
  run.time_unit = benchmark::kMillisecond;
  run.real_accumulated_time = sample.record ? sample.record->wall_s : 0;
  run.cpu_accumulated_time = sample.record ? sample.record->cpu_s.value_or(0) : 0;
  run.statistics = nullptr;
  run.error_occurred = sample.status != Status::ok;
  run.error_message = one_line(sample.reason, 500);
  return run;
}

void each_row(const std::filesystem::path& folder, const std::function<void(const Sample&)>& row) {
  const ReadResult read = read_samples(folder / "samples.csv", row);
  if (!read.errors.empty()) throw std::runtime_error(read.errors.front());
}

// Its context holds the host's name, which is private unless --hostname is given.
void write_context(benchmark::JSONReporter& reporter, std::ostream& file) {
  std::ostringstream context;
  reporter.SetOutputStream(&context);
  reporter.ReportContext(benchmark::BenchmarkReporter::Context());
  file << std::regex_replace(context.str(), std::regex("\"host_name\": \"[^\"]*\""),
                             "\"host_name\": \"\"");
}

}  // namespace

void start_google_benchmark() {
  // Its flags are read from BENCHMARK_* variables too: set those that would change what a call
  // does.
  static char args[][48] = {"parbench",
                            "--benchmark_repetitions=1",
                            "--benchmark_enable_random_interleaving=false",
                            "--benchmark_min_warmup_time=0",
                            "--benchmark_perf_counters=",
                            "--benchmark_out="};
  static char* argv[std::size(args) + 1];
  for (std::size_t i = 0; i < std::size(args); ++i) argv[i] = args[i];
  int argc = static_cast<int>(std::size(args));
  benchmark::Initialize(&argc, argv);
}

// One RunSpecifiedBenchmarks per trial: repetitions, interleaving and CSV of version 1.7.1 lose
// rows or crash (#1406, #2206). Its filter is a regular expression, so no text of a user's is in it.
Outcome run_as_benchmark(Launcher& launcher, const Launch& launch) {
  static const auto* const registered =
      benchmark::RegisterBenchmark("trial", run_current)->Iterations(1)->UseManualTime();
  static_cast<void>(registered);
  Trial trial{launcher, launch, {}, nullptr};
  current = &trial;
  Counter reporter;
  const std::size_t run = benchmark::RunSpecifiedBenchmarks(&reporter, "^trial/");
  current = nullptr;
  if (trial.failure) std::rethrow_exception(trial.failure);
  if (run != 1 || reporter.seen() != 1)
    throw std::logic_error("Google Benchmark did not run the trial once");
  return trial.outcome;
}

void write_google_benchmark_json(const std::filesystem::path& folder,
                                 const std::function<std::string(const Sample&)>& name_of) {
  std::map<std::string, Family> families;
  each_row(folder, [&](const Sample& sample) {
    const auto next = static_cast<std::int64_t>(families.size());
    ++families.try_emplace(name_of(sample), Family{next}).first->second.rows;
  });
  const std::filesystem::path target = folder / "google_benchmark.json";
  const std::filesystem::path draft = target.string() + ".part";
  std::ofstream file{draft};
  benchmark::JSONReporter reporter;
  write_context(reporter, file);
  reporter.SetOutputStream(&file);
  each_row(folder, [&](const Sample& sample) {
    const std::string name = name_of(sample);
    Family& family = families.at(name);
    reporter.ReportRuns({run_of(sample, name, family)});
    ++family.written;
  });
  reporter.Finalize();
  file.close();
  if (!file) throw std::runtime_error(target.string() + " could not be written");
  std::filesystem::rename(draft, target);
}

}  // namespace parbench
