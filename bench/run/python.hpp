// The Python half of the project: finding an interpreter that can run it, and running it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace parbench {

struct FoundPython {
  std::optional<std::string> path;
  std::string
      lack;  // where there is none: what each candidate lacks, with the line that installs it
};

// What scripts/find_python finds for these packages ("numpy scipy").
FoundPython look_for_python(const std::string& packages);

// One with numpy and scipy and, to draw, with matplotlib and jinja2.
std::optional<std::string> find_python(bool to_draw);

// What our MODULE prints under a Python 3.11 with these packages. Throws std::runtime_error.
std::string python_output(const std::string& module, const std::vector<std::string>& args = {},
                          const std::string& packages = "");

// FoundPython::lack of find_python.
std::string missing_python(bool to_draw);

// Python with our MODULE, isolated from the user's environment, in place of this program. Throws UsageError where that cannot be.
[[noreturn]] void become_python(const std::string& module, const std::vector<std::string>& args,
                                bool to_draw);

// The same beside this program, to its end: its exit code (128 + signal where one ended it).
int run_python(const std::string& python, const std::string& module,
               const std::vector<std::string>& args);

}  // namespace parbench
