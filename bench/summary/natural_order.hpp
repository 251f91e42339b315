// The order in which people count: 128 before 1024. Never changes the texts.
#pragma once

#include <string_view>

namespace parbench {

// Runs of digits compare as numbers, everything else by bytes.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace parbench
