// The main of every C++ runner; its line in CMakeLists.txt defines the name and the family.
#include "bench/trial/runner_main.hpp"

int main(int argc, char** argv) {
  return parbench::runner_main({PARBENCH_RUNNER, PARBENCH_FAMILY}, parbench::runner_info,
                               {argv + 1, argv + argc});
}
