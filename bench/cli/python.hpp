// The Python half of the project: where an interpreter is that can run it, and running it. Never
// knows what its modules do.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace parbench {

// $PARBENCH_PYTHON, else the system's own, else the one on PATH: the first that has numpy, scipy
// and, where it is to draw, matplotlib and jinja2.
std::optional<std::string> find_python(bool to_draw);

// What to say where there is none.
std::string missing_python(bool to_draw);

// `python -P -m MODULE ARGUMENTS...` in place of this program. Throws UsageError where that cannot
// be.
[[noreturn]] void become_python(const std::string& module,
                                const std::vector<std::string>& arguments, bool to_draw);

// The same beside this program, to its end: its exit code (128 + signal where one ended it).
int run_python(const std::string& python, const std::string& module,
               const std::vector<std::string>& arguments);

}  // namespace parbench
