#pragma once

namespace parbench {

// `parbench list`: what this build can measure, and what it lacks.
int list();

}  // namespace parbench
