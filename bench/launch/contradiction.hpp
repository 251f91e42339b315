// Whether the figures of a record go together.
#pragma once

#include <string>

#include "bench/record.hpp"

namespace parbench {

// What contradicts itself in the record of a trial with so many workers, or empty. The report would
// refuse the whole run because of such a row. `lengthened`: on purpose, which the longest pass does
// not show.
std::string contradiction(const TrialRecord& record, int workers, bool lengthened);

}  // namespace parbench
