// Finds an interpreter that can draw, then execs it.
#include "bench/driver/report.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "bench/driver/options.hpp"

namespace parbench {

int report(const std::vector<std::string>& arguments) {
  // The python3 on PATH may lack matplotlib where the system's own has it. -P (from 3.11): no
  // module of the user's folder shadows one of ours.
  std::string python;
  const char* chosen = std::getenv("PARBENCH_PYTHON");
  for (const std::string& candidate : {std::string(chosen != nullptr ? chosen : ""),
                                       std::string("/usr/bin/python3"), std::string("python3")}) {
    const std::string probe =
        "'" + candidate + "' -P -c 'import matplotlib, numpy, scipy' >/dev/null 2>&1";
    if (!candidate.empty() && candidate.find('\'') == std::string::npos &&
        std::system(probe.c_str()) == 0) {
      python = candidate;
      break;
    }
  }
  if (python.empty()) {
    throw UsageError(
        "charts need Python with matplotlib, numpy and scipy: sudo apt install python3-matplotlib "
        "python3-numpy "
        "python3-scipy (PARBENCH_PYTHON names another interpreter)");
  }
  const char* path = std::getenv("PYTHONPATH");
  setenv(
      "PYTHONPATH",
      (std::string(PARBENCH_SOURCE_DIR) + (path != nullptr ? std::string(":") + path : "")).c_str(),
      1);
  std::vector<std::string> words{python, "-P", "-m", "reports"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  throw UsageError(python + " cannot be run: " + std::strerror(errno));
}

}  // namespace parbench
