// The Python half of the project: finding an interpreter that can run it, and running it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace parbench {

// The interpreter that scripts/find_python finds: one with numpy and scipy and, to draw, with
// matplotlib and jinja2.
std::optional<std::string> find_python(bool to_draw);

// What is needed where there is none, with the line that installs it.
std::string missing_python(bool to_draw);

// `python -P -m MODULE ARGS...` in place of this program. Throws UsageError where that cannot be.
[[noreturn]] void become_python(const std::string& module, const std::vector<std::string>& args,
                                bool to_draw);

// The same beside this program, to its end: its exit code (128 + signal where one ended it).
int run_python(const std::string& python, const std::string& module,
               const std::vector<std::string>& args);

}  // namespace parbench
