// Which sources this program was built from.
#pragma once

#include <string>

namespace parbench {

// As git describes it, with `-dirty` if they were changed; empty outside of a checkout.
std::string build_revision();

}  // namespace parbench
