// Lists as options write them: "a,b" and "1,2,cores,cpus,2xcpus,1-8".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace parbench {

// "a,b" -> {"a", "b"}. Throws std::invalid_argument for an empty word.
std::vector<std::string> split_list(const std::string& text);

// The same of this option: throws UsageError in its name.
std::vector<std::string> split_list_of(const std::string& option, const std::string& text);

// "1,2,cores,cpus,2xcpus,1-8" -> ascending, without repetition. `usable_cores`: physical ones, 0 if
// unknown; "cores" is never more than "cpus", and the same where unknown. Throws UsageError.
std::vector<int> parse_workers(const std::string& text, double usable_cpus,
                               std::size_t usable_cores);

}  // namespace parbench
