// How the CPUs of the machine belong together: cores, sockets, memory nodes, kinds of cores, caches.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace parbench {

using CpuList = std::vector<int>;  // ascending

struct CoreKind {
  std::string name;  // "P", "E", "low-power E", or "capacity 1024" of ARM's; empty: all are alike
  CpuList cpus;
};

struct Cache {
  std::string name;  // L1d, L1i, L2, ...
  std::uint64_t kib = 0;
  CpuList cpus;  // that share it
};

// Lists of the CPUs that are online; each CPU is at most once in a list. A list is empty where the
// kernel does not tell.
struct Topology {
  CpuList online;
  CpuList offline;               // in the machine, but switched off
  std::vector<CpuList> cores;    // by physical core: its hardware threads
  std::vector<CpuList> sockets;  // by CPU package
  std::vector<CpuList> nodes;    // by NUMA node; nodes without CPUs are left out
  std::vector<CoreKind> kinds;   // fastest first; one entry where all are alike
  std::vector<Cache> caches;     // by name, then by CPU

  // The most hardware threads of one core; 0: unknown.
  int threads_per_core() const;
};

// Of the machine whose /sys is under `root`.
Topology read_topology(const std::filesystem::path& root = "/");

// The part that `cpus` see: each group with those of its CPUs that are in the list, without the
// groups that have none.
Topology within(const Topology& topology, const CpuList& cpus);

}  // namespace parbench
