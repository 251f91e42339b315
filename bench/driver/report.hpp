// `parbench report`: hands over to the Python package that draws. Draws nothing itself.
#pragma once

#include <string>
#include <vector>

namespace parbench {

// Replaces this process by the reports package under an interpreter that has matplotlib; throws
// UsageError without one.
int report(const std::vector<std::string>& arguments);

}  // namespace parbench
