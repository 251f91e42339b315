// `parbench list`: what this build can measure, and what it lacks.
#pragma once

#include <ostream>

namespace parbench {

int list(std::ostream& out);

}  // namespace parbench
