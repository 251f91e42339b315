// Two tables of names.
#include "bench/cli/option_hints.hpp"

#include <map>

#include "bench/cli/options.hpp"

namespace parbench {
namespace {

// What other tools call it, and what it is called here.
const std::map<std::string, std::string> other_names{
    {"--threads", "--workers"},    {"-t", "--workers"},
    {"--jobs", "--workers"},       {"--cores", "--workers"},
    {"--procs", "--workers"},      {"-n", "--workers"},
    {"--runs", "--blocks"},        {"-r", "--blocks"},
    {"--repetitions", "--blocks"}, {"--reps", "--blocks"},
    {"--rounds", "--blocks"},      {"--output", "--out"},
    {"--export-csv", "--out"},     {"--time", "--sample"},
    {"--min-time", "--sample"},    {"--warmup", "nothing: every trial has an untimed cold pass"}};

const std::map<std::string, std::string> refused_benchmark_flags{
    {"--benchmark_repetitions", "--blocks"},
    {"--benchmark_min_time", "--sample"},
    {"--benchmark_min_warmup_time", "nothing: every trial has an untimed cold pass"},
    {"--benchmark_out", "--out"},
    {"--benchmark_out_format", "--out"},
    {"--benchmark_format", "--out"},
    {"--benchmark_enable_random_interleaving", "--seed: the order is always shuffled"},
    {"--benchmark_report_aggregates_only", "summary.md"},
    {"--benchmark_display_aggregates_only", "summary.md"},
    {"--benchmark_counters_tabular", "samples.csv"},
    {"--benchmark_color", "--color"}};

std::string name_of(const std::string& word) { return word.substr(0, word.find('=')); }

}  // namespace

void refuse_foreign_words(const std::vector<std::string>& arguments) {
  for (const std::string& word : arguments) {
    if (const auto found = refused_benchmark_flags.find(name_of(word));
        found != refused_benchmark_flags.end()) {
      throw UsageError(found->first + " is not used here: instead, " + found->second);
    }
  }
}

void refuse_unknown(const std::vector<std::string>& words) {
  const std::string name = name_of(words.front());
  if (const auto found = other_names.find(name); found != other_names.end()) {
    throw UsageError(name + " is not an option: here it is " + found->second);
  }
  throw UsageError("'" + words.front() + "' is not understood: parbench --help lists the options");
}

}  // namespace parbench
