// The command line, an argument per line: options, then parameters and the plan that follows from them.
#include "bench/cli/options.hpp"
#include "bench/plan/cell_names.hpp"
#include "bench/plan/plan_json.hpp"
#include "bench/plan/presets.hpp"
#include "bench/plan/selection.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace parbench {
namespace {

const std::vector<PlannedRunner> runners{{"serial", false, {"primes", "sleep", "range_sum"}, ""},
                                         {"pool", true, {"primes", "sleep", "range_sum"}, ""}};

std::vector<std::string> arguments(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    // The kernel passes no NUL.
    words.emplace_back(text.substr(0, std::min(end, text.find('\0'))));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

void plan(const RunOptions& options) {
  const Limits limits{2, {1 << 30}, 1 << 30, "/dev/shm"};
  const Selection selection = select(options, *find_preset(options.preset), runners, limits);
  for (const std::string& note : selection.notes) fuzz::require_one_line(note);
  Plan plan = make_plan(selection.specs, runners);
  if (!options.filter.empty()) filter_cells(plan, options.filter);
  if (!options.trace.empty()) mark_traced(plan, options.trace);
  mark_too_big(plan, limits);
  plan.blocks = 1;
  plan_text(plan);
}

}  // namespace
}  // namespace parbench

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace parbench;
  fuzz::user_may([&] {
    const Options options = parse_options(arguments(fuzz::text_of(data, size)));
    if (options.command == "run") plan(options.run);
  });
  return 0;
}
