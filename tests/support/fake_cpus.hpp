// The folders of /sys that describe the CPUs of a machine, made of files.
#pragma once

#include <string>

#include "bench/machine/cpus.hpp"
#include "tests/support/temporary_folder.hpp"

namespace parbench {

// `sockets` of `cores` of `threads`, each socket with its own NUMA node and L3. Numbered as Linux
// numbers x86: the second threads of all cores come after the first ones.
struct FakeCpus : TemporaryFolder {
  FakeCpus(int sockets, int cores, int threads) {
    const int all = sockets * cores * threads, first = sockets * cores;
    const std::string every = "0-" + std::to_string(all - 1);
    write("/sys/devices/system/cpu/online", every + "\n");
    write("/sys/devices/system/cpu/present", every + "\n");
    write("/sys/devices/system/node/online", "0-" + std::to_string(sockets - 1) + "\n");
    for (int socket = 0; socket < sockets; ++socket) {
      std::vector<int> mine;
      for (int cpu = 0; cpu < all; ++cpu) {
        if (cpu % first / cores == socket) mine.push_back(cpu);
      }
      const std::string shared = cpu_list_text(mine);
      write("/sys/devices/system/node/node" + std::to_string(socket) + "/cpulist", shared + "\n");
      for (const int cpu : mine) {
        std::vector<int> siblings;
        for (int one = cpu % first; one < all; one += first) siblings.push_back(one);
        const std::string core = cpu_list_text(siblings);
        topology(cpu, core, std::to_string(socket));
        cache(cpu, 0, "1", "Data", "32K", core);
        cache(cpu, 1, "1", "Instruction", "32K", core);
        cache(cpu, 2, "2", "Unified", "1024K", core);
        cache(cpu, 3, "3", "Unified", "16M", shared);
      }
    }
  }

  static std::string of(int cpu) { return "/sys/devices/system/cpu/cpu" + std::to_string(cpu); }

  void topology(int cpu, const std::string& siblings, const std::string& socket) const {
    write(of(cpu) + "/topology/thread_siblings_list", siblings + "\n");
    write(of(cpu) + "/topology/physical_package_id", socket + "\n");
  }

  void cache(int cpu, int index, const char* level, const char* type, const char* size,
             const std::string& shared) const {
    const std::string folder = of(cpu) + "/cache/index" + std::to_string(index);
    write(folder + "/level", std::string(level) + "\n");
    write(folder + "/type", std::string(type) + "\n");
    write(folder + "/size", std::string(size) + "\n");
    write(folder + "/shared_cpu_list", shared + "\n");
  }
};

}  // namespace parbench
