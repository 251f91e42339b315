// One RunSpecifiedBenchmarks a trial: repetitions, interleaving and CSV of version 1.7.1 lose rows
// or crash (#1406, #2206).
#include "bench/output/google_benchmark_adapter.hpp"

#include <benchmark/benchmark.h>

#include <set>
#include <stdexcept>

namespace parbench {
namespace {

// The registered functions outlive every call; what they run changes from trial to trial.
const std::function<std::optional<double>()>* current = nullptr;

class Counting final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override { seen_ += runs.size(); }
  std::size_t seen() const { return seen_; }

 private:
  std::size_t seen_ = 0;
};

void run_once(benchmark::State& state) {
  while (state.KeepRunning()) {
    const std::optional<double> seconds = (*current)();
    if (!seconds) {
      state.SkipWithError("the trial failed");
      break;
    }
    state.SetIterationTime(*seconds);
  }
}

std::string escaped(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (std::string_view(".[]{}()*+?^$|\\").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

void start_google_benchmark() {
  // Its flags are read from BENCHMARK_* variables too: say the ones that would change what a call
  // does.
  static char words[][48] = {"parbench",
                             "--benchmark_repetitions=1",
                             "--benchmark_enable_random_interleaving=false",
                             "--benchmark_min_warmup_time=0",
                             "--benchmark_perf_counters=",
                             "--benchmark_out="};
  static char* argv[std::size(words) + 1];
  for (std::size_t i = 0; i < std::size(words); ++i) argv[i] = words[i];
  int argc = static_cast<int>(std::size(words));
  benchmark::Initialize(&argc, argv);
}

void run_as_benchmark(const std::string& name,
                      const std::function<std::optional<double>()>& measure) {
  static std::set<std::string> registered;
  if (registered.insert(name).second) {
    benchmark::RegisterBenchmark(name.c_str(), run_once)->Iterations(1)->UseManualTime();
  }
  std::exception_ptr failure;
  const std::function<std::optional<double>()> guarded = [&]() -> std::optional<double> {
    try {
      return measure();
    } catch (...) {  // nothing may leave through Google Benchmark: it would end the program
      failure = std::current_exception();
      return std::nullopt;
    }
  };
  current = &guarded;
  Counting reporter;
  const std::size_t run = benchmark::RunSpecifiedBenchmarks(&reporter, "^" + escaped(name) + "/");
  current = nullptr;
  if (failure) std::rethrow_exception(failure);
  if (run != 1 || reporter.seen() != 1)
    throw std::logic_error("Google Benchmark did not run " + name + " once");
}

}  // namespace parbench
