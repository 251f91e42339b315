// Further Python interpreters, each with its own column beside the build's own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/launch/runners.hpp"

namespace parbench {

// `runners` with each of CPython's once more for each of `pythons` (names or paths), right after it,
// under a name of its own: python_threads_3_13, python_threads_3_13_nogil. Asked are those that are
// `wanted` by this name or by that of the runner which they are beside.
// `resources` has runners/cpython/. Throws std::runtime_error, one line that names what is not a
// usable interpreter.
std::vector<FoundRunner> with_interpreters(const std::vector<FoundRunner>& runners,
                                           const std::vector<std::string>& pythons,
                                           const std::set<std::string>& wanted,
                                           const std::filesystem::path& resources,
                                           GuardClient& guard,
                                           const std::filesystem::path& scratch);

}  // namespace parbench
