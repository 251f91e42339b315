// Options of other tools, answered with ours. Never guesses what a word means.
#pragma once

#include <string>
#include <vector>

namespace parbench {

// Throws UsageError for a flag of Google Benchmark's that would not do here what it says.
void refuse_foreign_words(const std::vector<std::string>& arguments);

// Throws UsageError for the first of the words that nobody understood.
[[noreturn]] void refuse_unknown(const std::vector<std::string>& words);

}  // namespace parbench
