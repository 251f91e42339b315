#include "bench/cli/option_hints.hpp"

#include <fmt/format.h>

#include <map>

#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

const std::map<std::string, std::string> our_names{{"--threads", "--workers"},
                                                   {"-t", "--workers"},
                                                   {"--jobs", "--workers"},
                                                   {"--cores", "--workers"},
                                                   {"--procs", "--workers"},
                                                   {"-n", "--workers"},
                                                   {"--runs", "--blocks"},
                                                   {"-r", "--blocks"},
                                                   {"--repetitions", "--blocks"},
                                                   {"--reps", "--blocks"},
                                                   {"--rounds", "--blocks"},
                                                   {"--output", "--out"},
                                                   {"--export-csv", "--out"},
                                                   {"--time", "--sample"},
                                                   {"--min-time", "--sample"},
                                                   {"--benchmark_repetitions", "--blocks"},
                                                   {"--benchmark_min_time", "--sample"},
                                                   {"--benchmark_out", "--out"},
                                                   {"--benchmark_out_format", "--out"},
                                                   {"--benchmark_format", "--out"},
                                                   {"--benchmark_color", "--color"}};

const std::map<std::string, std::string> not_needed{
    {"--warmup", "every trial has an untimed cold pass"},
    {"--benchmark_min_warmup_time", "every trial has an untimed cold pass"},
    {"--benchmark_enable_random_interleaving", "the order is always shuffled (--seed fixes it)"},
    {"--benchmark_report_aggregates_only", "summary.md has the aggregates"},
    {"--benchmark_display_aggregates_only", "summary.md has the aggregates"},
    {"--benchmark_counters_tabular", "samples.csv has every counter"}};

}  // namespace

void refuse_unknown(const std::string& argument, const CLI::App& command) {
  const std::string name = argument.substr(0, argument.find('='));
  if (const auto found = not_needed.find(name); found != not_needed.end())
    throw UsageError(fmt::format("{} is not needed: {}", name, found->second));
  const auto found = our_names.find(name);
  if (found != our_names.end() && command.get_option_no_throw(found->second) != nullptr)
    throw UsageError(fmt::format("unknown option {}; did you mean {}?", name, found->second));
  throw UsageError(fmt::format("{}; parbench {} --help lists the options",
                               argument.starts_with('-')
                                   ? fmt::format("unknown option {}", printable(name))
                                   : fmt::format("unexpected argument '{}'", printable(argument)),
                               command.get_name()));
}

}  // namespace parbench
