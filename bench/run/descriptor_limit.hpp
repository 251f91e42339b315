// Whether this process may open as many files as a run and its report take.
#pragma once

namespace parbench {

// Throws UsageError with the limit where too few are left: otherwise one file or another is missing
// later, and the blame falls on what needed it.
void require_descriptors();

}  // namespace parbench
