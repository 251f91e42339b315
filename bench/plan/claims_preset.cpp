// The notes' own parameters. Their seconds of sleep are shortened a hundredfold, and their list of
// 10^8 numbers where memory is short.
#include "bench/plan/claims_preset.hpp"

#include <string>

namespace parbench {
namespace {

using Names = std::vector<std::string>;
using Settings = std::map<std::string, std::string>;

const Names pools{"thread_pool", "process_pool", "tbb", "openmp"};
const Names cpython{"python_serial", "python_pool_threads", "python_pool_processes"};

// One work under compiled runners and under CPython's: the same numbers, the same answers.
void add(std::vector<PresetExperiment>& list, const std::string& workload, const Settings& settings,
         const Names& compiled, const std::string& workers, const Names& interpreted,
         const std::string& interpreted_workers, bool traced = false) {
  if (!compiled.empty()) list.push_back({workload, settings, compiled, workers, traced});
  if (!interpreted.empty())
    list.push_back({workload, settings, interpreted, interpreted_workers, traced});
}

// C1 to C3: what computes.
void add_computing(std::vector<PresetExperiment>& list) {
  const Names some{"thread_pool", "process_pool", "openmp"};
  add(list, "primes", {{"set", "textbook"}}, some, "1,2,4,8,16,cpus", cpython, "2,4,cpus");
  add(list, "primes", {{"set", "even"}}, some, "1,2,4,8,16,cpus", {}, "");
  // A pass must last long against the milliseconds in which the kernel spreads threads that have
  // just woken up; the same loops would keep CPython busy for minutes.
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "10000000"}}, {"thread_pool", "process_pool"},
      "1,2,4,8,16,cpus", {}, "");
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "500000"}}, {}, "", cpython, "1,2,4,cpus");
}

// C4: the bigger, the better; C5: threads that are started against threads that wait.
void add_range_sums(std::vector<PresetExperiment>& list) {
  for (const char* elements : {"10000", "1000000", "10000000", "100000000"}) {
    const bool huge = std::string(elements) == "100000000";  // 3.6 GB as a list of CPython's
    add(list, "range_sum", {{"elements", elements}, {"slices", "8"}}, pools, "8,cpus",
        huge ? Names{} : cpython, "8,cpus");
  }
  for (const char* slices : {"16", "256", "4096"}) {
    add(list, "range_sum", {{"elements", "1000000"}, {"slices", slices}},
        {"thread_per_task", "thread_pool"}, "cpus", {}, "");
  }
}

// C6: who waits for whom, with a timeline; C7: far more workers than CPUs.
void add_waiting(std::vector<PresetExperiment>& list) {
  const auto sleeps = [](const char* tasks, const char* duration, const char* spread) {
    return Settings{{"tasks", tasks}, {"duration", duration}, {"spread", spread}};
  };
  const Names pool{"python_pool_threads"};
  add(list, "sleep", sleeps("5", "20ms", "fixed"), {"thread_per_task"}, "5", {"python_threads"},
      "5", true);
  add(list, "sleep", sleeps("10", "20ms", "fixed"), pools, "4", pool, "4", true);
  add(list, "sleep", sleeps("5", "15ms", "uniform"), pools, "4", pool, "4", true);
  add(list, "sleep", sleeps("8", "15ms", "uniform"), pools, "5", pool, "5", true);
  add(list, "sleep", sleeps("5", "10ms", "fixed"), pools, "cpus", {"python_pool_processes"}, "cpus",
      true);
  const Names two{"thread_pool", "process_pool"};
  add(list, "sleep", sleeps("64", "5ms", "fixed"), two, "1,2,4,8,16,32,64", pool, "4,16,64");
  add(list, "fetch", {{"tasks", "50"}, {"latency", "10ms"}}, two, "1,2,4,8,10,16", pool, "4,10,16");
}

}  // namespace

std::vector<PresetExperiment> claims_experiments() {
  std::vector<PresetExperiment> list;
  add_computing(list);
  add_range_sums(list);
  add_waiting(list);
  return list;
}

}  // namespace parbench
