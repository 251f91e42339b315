// What each named run measures.
#include "bench/plan/presets.hpp"

#include "bench/plan/claims_preset.hpp"

namespace parbench {
namespace {

const std::vector<std::string> all{
    "serial",       "thread_per_task",   "thread_pool", "process_per_task",
    "process_pool", "process_pool_pipe", "tbb",         "openmp"};
const std::vector<std::string> all_but_pipe{
    "serial", "thread_per_task", "thread_pool", "process_per_task", "process_pool",
    "tbb",    "openmp"};

const std::vector<PresetExperiment> four_workloads{{"primes", {}, {}, ""},
                                                   {"range_sum", {}, {}, ""},
                                                   {"sleep", {}, {}, ""},
                                                   {"fetch", {}, {}, ""}};

const std::vector<PresetExperiment> five_workloads{{"empty", {}, {}, ""},
                                                   {"primes", {}, {}, ""},
                                                   {"range_sum", {}, {}, ""},
                                                   {"sleep", {}, {}, ""},
                                                   {"fetch", {}, {}, ""}};

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> table{
      {"quick", "four workloads, 100 ms samples, about 3 minutes", 0.1, 6, 3, 240, "2,4,8,16,cpus",
       all_but_pipe, four_workloads},
      {"standard", "all compiled runners, 200 ms samples, about 20 minutes at most", 0.2, 12, 6,
       1200, "1,2,4,8,16,cpus,2xcpus", all, five_workloads},
      {"thorough", "as standard with 30 blocks, at most 60 minutes", 0.2, 30, 9, 3600,
       "1,2,4,8,16,cpus,2xcpus", all, five_workloads},
      {"claims",
       "the teaching notes' own experiments, CPython's runners among them, about 10 minutes", 0.1,
       6, 6, 720, "2,4,8,16,cpus", all_but_pipe, claims_experiments()}};
  return table;
}

const Preset* find_preset(const std::string& name) {
  for (const Preset& preset : presets()) {
    if (preset.name == name) return &preset;
  }
  return nullptr;
}

}  // namespace parbench
