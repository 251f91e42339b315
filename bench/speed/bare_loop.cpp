// A workload in a plain loop, without harness, accounting or runner: the minimum cost.
//
// usage: bare_loop WORKLOAD PASSES [KEY=VALUE...]     prints the mean seconds per pass
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "bench/standard_descriptors.hpp"
#include "bench/workload.hpp"

int main(int argc, char** argv) {
  using namespace parbench;
  open_missing_standard_descriptors();
  const WorkloadInfo* info = argc >= 3 ? find_workload(argv[1]) : nullptr;
  if (info == nullptr) {
    std::fputs("usage: bare_loop WORKLOAD PASSES [KEY=VALUE...]\n", stderr);
    return 2;
  }
  std::map<std::string, std::string> values;
  for (int i = 3; i < argc; ++i) {
    const std::string setting = argv[i];
    values[setting.substr(0, setting.find('='))] = setting.substr(setting.find('=') + 1);
  }
  const Parameters parameters{argv[1], info->parameters, values};
  if (const std::string why_not = why_not_shared(*info, parameters, "", 1); !why_not.empty()) {
    std::fprintf(stderr, "bare_loop: %s: %s\n", argv[1], why_not.c_str());
    return 2;
  }
  const auto workload = info->made(parameters, ".", 1);
  const long passes = std::atol(argv[2]);
  const std::size_t tasks = workload->task_count();
  std::uint64_t observed = 0, sum = 0;
  Worker worker;
  worker.observed = &observed;
  for (std::size_t i = 0; i < tasks; ++i) sum += workload->run_task(i, worker);  // cold
  const auto start = std::chrono::steady_clock::now();
  for (long pass = 0; pass < passes; ++pass) {
    for (std::size_t i = 0; i < tasks; ++i) sum += workload->run_task(i, worker);
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%.17g %llu\n", seconds / static_cast<double>(passes),
              static_cast<unsigned long long>(sum));
  return 0;
}
