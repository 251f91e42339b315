// Two process tables, subtracted.
#include "bench/machine/top_processes.hpp"

#include <algorithm>
#include <map>

#include "bench/units.hpp"

namespace parbench {

std::vector<BusyProcess> top_processes(const std::vector<ProcessEntry>& before,
                                       const std::vector<ProcessEntry>& after,
                                       const std::set<pid_t>& ours, std::size_t most) {
  std::map<pid_t, const ProcessEntry*> earlier;
  for (const ProcessEntry& process : before) earlier[process.pid] = &process;
  std::vector<BusyProcess> busy;
  for (const ProcessEntry& process : after) {
    if (ours.contains(process.pid)) continue;
    const auto found = earlier.find(process.pid);
    const bool same =
        found != earlier.end() && found->second->started_ticks == process.started_ticks;
    const double cpu_s = process.cpu_s - (same ? found->second->cpu_s : 0);
    if (cpu_s > 0) busy.push_back({process.pid, printable(process.name), cpu_s});
  }
  std::stable_sort(busy.begin(), busy.end(), [](const BusyProcess& a, const BusyProcess& b) {
    return a.cpu_s != b.cpu_s ? a.cpu_s > b.cpu_s : a.pid < b.pid;
  });
  if (busy.size() > most) busy.resize(most);
  return busy;
}

}  // namespace parbench
