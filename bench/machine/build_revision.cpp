#include "bench/machine/build_revision.hpp"

namespace parbench {

std::string build_revision() { return PARBENCH_GIT_REVISION; }

}  // namespace parbench
