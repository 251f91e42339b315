// What each named run measures. Figures from the documents (the textbook's numbers, lists and
// sleeps) are in docs/claims.md.
#include "bench/driver/presets.hpp"

namespace parbench {
namespace {

const std::vector<std::string> all{
    "serial",       "thread_per_task",   "thread_pool", "process_per_task",
    "process_pool", "process_pool_pipe", "tbb",         "openmp"};
const std::vector<std::string> all_but_pipe{
    "serial", "thread_per_task", "thread_pool", "process_per_task", "process_pool",
    "tbb",    "openmp"};
const std::vector<std::string> pools{"thread_pool", "process_pool", "tbb", "openmp"};

const std::vector<PresetExperiment> four_workloads{{"primes", {}, {}, ""},
                                                   {"range_sum", {}, {}, ""},
                                                   {"sleep", {}, {}, ""},
                                                   {"fetch", {}, {}, ""}};

const std::vector<PresetExperiment> five_workloads{{"empty", {}, {}, ""},
                                                   {"primes", {}, {}, ""},
                                                   {"range_sum", {}, {}, ""},
                                                   {"sleep", {}, {}, ""},
                                                   {"fetch", {}, {}, ""}};

// The documents' own parameters; their seconds of sleep shortened a hundredfold.
const std::vector<PresetExperiment> claims{
    {"primes", {{"set", "textbook"}}, {"thread_pool", "process_pool", "openmp"}, "1,2,4,8,16"},
    {"primes", {{"set", "even"}}, {"thread_pool", "process_pool", "openmp"}, "1,2,4,8,16"},
    {"range_sum", {{"elements", "100000000"}, {"slices", "8"}}, pools, "8,cpus"},
    {"range_sum", {{"elements", "1000000"}, {"slices", "8"}}, pools, "8,cpus"},
    {"range_sum", {{"elements", "10000"}, {"slices", "8"}}, pools, "8,cpus"},
    {"sleep", {{"tasks", "5"}, {"duration", "20ms"}}, {"thread_per_task"}, "5"},
    {"sleep", {{"tasks", "10"}, {"duration", "20ms"}}, pools, "4"},
    {"sleep", {{"tasks", "5"}, {"duration", "15ms"}, {"spread", "uniform"}}, pools, "4"},
    {"sleep", {{"tasks", "8"}, {"duration", "15ms"}, {"spread", "uniform"}}, pools, "5"},
    {"sleep", {{"tasks", "5"}, {"duration", "10ms"}}, pools, "cpus"},
    {"sleep",
     {{"tasks", "64"}, {"duration", "5ms"}},
     {"thread_pool", "process_pool"},
     "1,2,4,8,16,32,64"},
    {"fetch",
     {{"tasks", "50"}, {"latency", "10ms"}},
     {"thread_pool", "process_pool"},
     "1,2,4,8,10,16"},
    {"range_sum",
     {{"elements", "1000000"}, {"slices", "16"}},
     {"thread_per_task", "thread_pool"},
     "cpus"},
    {"range_sum",
     {{"elements", "1000000"}, {"slices", "256"}},
     {"thread_per_task", "thread_pool"},
     "cpus"},
    {"range_sum",
     {{"elements", "1000000"}, {"slices", "4096"}},
     {"thread_per_task", "thread_pool"},
     "cpus"}};

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> table{
      {"quick", "four workloads, 100 ms samples, about 3 minutes", 0.1, 6, 3, 240, "2,4,8,16,cpus",
       all_but_pipe, four_workloads},
      {"standard", "all workloads and runners, 200 ms samples, about 20 minutes at most", 0.2, 12,
       6, 1200, "1,2,4,8,16,cpus,2xcpus", all, five_workloads},
      {"thorough", "as standard with 30 blocks, at most 60 minutes", 0.2, 30, 9, 3600,
       "1,2,4,8,16,cpus,2xcpus", all, five_workloads},
      {"claims", "the teaching notes' own experiments, at most 5 minutes", 0.1, 6, 3, 300,
       "2,4,8,16,cpus", all_but_pipe, claims}};
  return table;
}

const Preset* find_preset(const std::string& name) {
  for (const Preset& preset : presets()) {
    if (preset.name == name) return &preset;
  }
  return nullptr;
}

}  // namespace parbench
