// "Did you mean ...?": which known name a mistyped one was meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parbench {

// Single characters to insert, delete, replace or swap with their neighbour to get from one to the
// other (optimal string alignment), capital letters aside.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known` that `name` may be a mistyped, shortened or partial form of; empty where
// none is near. The first of equally near ones.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

// What follows "'prime' is not a workload" in a refusal: "; did you mean primes?", or where no name
// is near ": primes, range_sum".
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

}  // namespace parbench
