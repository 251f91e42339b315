#include "bench/plan/lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "bench/run_options.hpp"
#include "bench/units.hpp"

namespace parbench {
namespace {

constexpr int most_workers = 16'384;

[[noreturn]] void refuse_workers(const std::string& word) {
  throw UsageError(
      fmt::format("--workers: '{}' is not allowed: whole numbers from 1 to {}, cores, cpus, "
                  "2xcpus, or a range 1-8",
                  printable(word), most_workers));
}

int worker_number(const std::string& text, const std::string& word) {
  try {
    return static_cast<int>(parse_count(text, 1, most_workers));
  } catch (const std::invalid_argument&) {
    refuse_workers(word);
  }
}

}  // namespace

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> words;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    words.push_back(text.substr(start, comma - start));
    if (words.back().empty())
      throw std::invalid_argument(
          fmt::format("'{}' has an empty word: write a,b", printable(text)));
    if (comma == std::string::npos) return words;
    start = comma + 1;
  }
}

std::vector<std::string> split_list_of(const std::string& option, const std::string& text) {
  try {
    return split_list(text);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{}: {}", option, error.what()));
  }
}

std::vector<int> parse_workers(const std::string& text, double usable_cpus,
                               std::size_t usable_cores) {
  const int cpus = std::max(1, static_cast<int>(std::floor(usable_cpus)));
  const bool shared = usable_cores > 0 && usable_cores < static_cast<std::size_t>(cpus);
  const int cores = shared ? static_cast<int>(usable_cores) : cpus;
  std::set<int> counts;
  for (const std::string& word : split_list_of("--workers", text)) {
    const std::size_t dash = word.find('-', 1), times = word.find("xcpus");
    if (word == "cpus") {
      counts.insert(cpus);
    } else if (word == "cores") {
      counts.insert(cores);
    } else if (times != std::string::npos && times + 5 == word.size()) {
      const int count = worker_number(word.substr(0, times), word) * cpus;
      if (count > most_workers) refuse_workers(word);
      counts.insert(count);
    } else if (dash != std::string::npos) {
      const int first = worker_number(word.substr(0, dash), word),
                last = worker_number(word.substr(dash + 1), word);
      if (last < first) refuse_workers(word);
      for (int count = first; count <= last; ++count) counts.insert(count);
    } else {
      counts.insert(worker_number(word, word));
    }
  }
  return {counts.begin(), counts.end()};
}

}  // namespace parbench
