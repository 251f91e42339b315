// What every runner's executable does with its arguments: describe itself, or measure one trial.
#pragma once

#include <string>
#include <vector>

#include "bench/runner.hpp"

namespace parbench {

struct RunnerName {
  std::string name;
  std::string family;
};

// `args` without the program's name. Returns the exit code; its reason is the last line on stderr.
int runner_main(const RunnerName& name, const RunnerInfo& info,
                const std::vector<std::string>& args);

}  // namespace parbench
