#include "bench/plan/presets.hpp"

namespace parbench {
namespace {

using Names = std::vector<std::string>;
using Settings = std::map<std::string, std::string>;

// The experiments of the teaching notes (docs/claims.md says which claim each of them tests). The
// notes sleep for seconds: here for hundredths of them. Their list of 10^8 numbers is left out for
// CPython, because memory may be short.
const Names pools{"thread_pool", "process_pool", "tbb", "openmp"};
const Names cpython{"python_serial", "python_pool_threads", "python_pool_processes"};

// The same work under compiled runners and under CPython's.
void add(std::vector<PresetExperiment>& list, const std::string& workload, const Settings& settings,
         const Names& compiled, const std::string& workers, const Names& interpreted,
         const std::string& interpreted_workers, bool traced = false) {
  if (!compiled.empty()) list.push_back({workload, settings, compiled, workers, traced});
  if (!interpreted.empty())
    list.push_back({workload, settings, interpreted, interpreted_workers, traced});
}

// C1 to C3, C5, C11 and C13: computing.
void add_computing(std::vector<PresetExperiment>& list) {
  const Names some{"thread_pool", "process_pool", "openmp"};
  add(list, "primes", {{"set", "textbook"}}, some, "1,2,4,8,16,cores,cpus", cpython, "2,4,cpus");
  add(list, "primes", {{"set", "even"}}, some, "1,2,4,8,16,cores,cpus", {}, "");
  // C11: computing in an event loop.
  add(list, "primes", {{"set", "even"}}, {"event_loop"}, "16", {}, "");
  add(list, "primes", {{"set", "textbook"}}, {}, "", {"python_asyncio"}, "4");
  // A pass must be long compared with the milliseconds in which the kernel spreads threads that
  // have just woken up; the same loops would take CPython minutes.
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "10000000"}}, {"thread_pool", "process_pool"},
      "1,2,4,8,16,cores,cpus", {}, "");
  // C5: the same long loops with a thread for each, and loops between these and short sums.
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "10000000"}}, {"thread_per_task"}, "cpus", {},
      "");
  add(list, "busy_loop", {{"loops", "512"}, {"rounds", "300000"}},
      {"thread_per_task", "thread_pool"}, "cpus", {}, "");
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "500000"}}, {}, "", cpython, "1,2,4,cpus");
  // C13: the same loops, short and long, sent to programs.
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "500000"}}, {}, "", {"python_manager"},
      "cpus");
  add(list, "busy_loop", {{"loops", "16"}, {"rounds", "10000000"}}, {"mpi"}, "cpus", {}, "");
}

// C4: sizes; C5: threads that are started per task, and threads that wait for tasks.
void add_range_sums(std::vector<PresetExperiment>& list) {
  for (const char* elements : {"10000", "1000000", "10000000", "100000000"}) {
    const bool huge = std::string(elements) == "100000000";  // 3.6 GB as a CPython list
    add(list, "range_sum", {{"elements", elements}, {"slices", "8"}}, pools, "8,cpus",
        huge ? Names{} : cpython, "8,cpus");
  }
  for (const char* slices : {"16", "256", "4096"}) {
    add(list, "range_sum", {{"elements", "1000000"}, {"slices", slices}},
        {"thread_per_task", "thread_pool"}, "cpus", {}, "");
  }
}

// C6: which tasks wait, with a timeline; C7: many more workers than CPUs.
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
  // C11: waiting in an event loop.
  const Names loop{"event_loop"}, python_loop{"python_asyncio"};
  add(list, "sleep", sleeps("64", "5ms", "fixed"), loop, "64", python_loop, "64");
  add(list, "fetch", {{"tasks", "50"}, {"latency", "10ms"}}, loop, "50", python_loop, "50");
}

// Steps of a counter, most of them under the lock, so that its limit, 1.25, is below two CPUs.
const Settings working{{"updates", "100"}, {"inside", "800"}, {"outside", "200"}};

Settings with(Settings settings, const std::string& key, const std::string& value) {
  settings[key] = value;
  return settings;
}

// C8, C9 and C12: a balance that two workers change. C10: a task that kills its worker.
void add_sharing(std::vector<PresetExperiment>& list) {
  const Names two{"thread_pool", "process_pool"};
  const Names both{"python_pool_threads", "python_pool_processes"};
  for (const char* guard : {"mutex", "per_worker"})
    add(list, "counter", with(working, "guard", guard), two, "2", {}, "");
  for (const char* guard : {"mutex", "atomic", "per_worker"})
    add(list, "counter", {{"guard", guard}}, {"thread_pool"}, "2", {}, "");
  add(list, "counter", {{"guard", "none"}, {"updates", "20000"}}, {"thread_pool"}, "2",
      {"python_pool_threads"}, "2");
  add(list, "counter", {{"guard", "copy"}}, {"process_pool"}, "2", {"python_pool_processes"}, "2");
  add(list, "local", {}, two, "2", both, "2");
  add(list, "crash", {}, {"thread_pool", "thread_per_task", "process_pool", "process_per_task"},
      "2", both, "2");
}

std::vector<PresetExperiment> claims_experiments() {
  std::vector<PresetExperiment> list;
  add_computing(list);
  add_range_sums(list);
  add_waiting(list);
  add_sharing(list);
  return list;
}

// All that tasks can share, between threads and between processes. Short, because CPython's primitives
// take far longer than the system's.
std::vector<PresetExperiment> sharing_experiments() {
  std::vector<PresetExperiment> list;
  const auto add_kinds = [&](const char* workload, const Settings& settings, const char* key,
                             const Names& values) {
    for (const std::string& value : values)
      list.push_back({workload, with(settings, key, value), {}, ""});
  };
  for (const char* guard : {"mutex", "recursive", "atomic", "per_worker"})
    list.push_back({"counter", {{"updates", "500"}, {"guard", guard}}, {}, "1,2,4,16"});
  add_kinds("counter", {{"updates", "500"}}, "guard", {"none", "copy"});
  for (const char* guard : {"mutex", "per_worker"})
    list.push_back({"counter", with(working, "guard", guard), {"thread_pool", "process_pool"}, ""});
  add_kinds("queue", {{"items", "2000"}}, "kind",
            {"fifo", "lifo", "priority", "pipe", "joinable", "condition"});
  add_kinds("semaphore", {{"permits", "3"}}, "tasks", {"5", "10"});
  list.push_back({"event", {{"rounds", "200"}}, {}, ""});
  list.push_back({"barrier", {{"rounds", "200"}}, {}, ""});
  list.push_back({"two_locks", {}, {}, ""});
  list.push_back({"two_locks", {{"order", "timeout"}}, {}, "", true});
  list.push_back({"two_locks", {{"order", "opposite"}, {"deadline", "200ms"}}, {}, "2"});
  list.push_back({"local", {}, {}, ""});
  add_kinds("crash", {}, "how", {"signal", "exit", "exception"});
  return list;
}

// One of each way to spread tasks; further runners are measured when they are named.
const Names seven{"serial", "thread_per_task", "thread_pool", "process_per_task", "process_pool",
                  "tbb",    "openmp"};
const Names eight{"serial",       "thread_per_task",   "thread_pool", "process_per_task",
                  "process_pool", "process_pool_pipe", "tbb",         "openmp"};

// Those that stand for their family, in the order of the registry: threads, futures, processes,
// tasks, parallel algorithms, an event loop, ranks, and CPython's processes and event loop.
const Names of_families{
    "serial",     "thread_pool", "process_pool",          "tbb",           "std_async", "std_par",
    "event_loop", "mpi",         "python_pool_processes", "python_asyncio"};

// Threads and processes, compiled and interpreted.
const Names of_sharing{"thread_pool", "process_pool", "python_pool_threads",
                       "python_pool_processes"};

// Enough workers to tell computing from waiting; a list that CPython can hold.
std::vector<PresetExperiment> families_experiments() {
  return {{"primes", {}, {}, ""},
          {"range_sum", {{"elements", "10000000"}}, {}, ""},
          {"sleep", {}, {}, "2,8,32"},
          {"fetch", {}, {}, "2,8,32"}};
}

// With default parameters and the preset's own runners and workers.
std::vector<PresetExperiment> defaults_of(const Names& workloads) {
  std::vector<PresetExperiment> list;
  for (const std::string& workload : workloads) list.push_back({workload, {}, {}, ""});
  return list;
}

}  // namespace

const std::vector<Preset>& presets() {
  static const auto five_workloads =
      defaults_of({"empty", "primes", "range_sum", "sleep", "fetch"});
  static const std::vector<Preset> table{
      {"quick", "four workloads, 100 ms samples, about 2 minutes", 0.1, 4, 3, 150,
       "2,4,8,16,cores,cpus", seven, defaults_of({"primes", "range_sum", "sleep", "fetch"})},
      {"standard", "eight compiled runners, 200 ms samples, at most 20 minutes", 0.2, 12, 4, 1200,
       "1,2,4,8,16,cores,cpus,2xcpus", eight, five_workloads},
      {"thorough", "as standard with 30 blocks, at most 60 minutes", 0.2, 30, 9, 3600,
       "1,2,4,8,16,cores,cpus,2xcpus", eight, five_workloads},
      {"claims", "the experiments of the teaching notes, with CPython's runners, about 9 minutes",
       0.1, 4, 4, 600, "2,4,8,16,cores,cpus", seven, claims_experiments()},
      {"families", "a runner of each family on four workloads, about 6 minutes", 0.1, 6, 3, 360,
       "1,2,4,cores,cpus", of_families, families_experiments()},
      {"sharing", "what locks, queues and the like cost, and who survives, about 4 minutes", 0.05,
       6, 3, 240, "2,4,16", of_sharing, sharing_experiments()}};
  return table;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  names.reserve(presets().size());
  for (const Preset& preset : presets()) names.push_back(preset.name);
  return names;
}

const Preset* find_preset(const std::string& name) {
  for (const Preset& preset : presets()) {
    if (preset.name == name) return &preset;
  }
  return nullptr;
}

}  // namespace parbench
