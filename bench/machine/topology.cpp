// Sources: Documentation/ABI/stable/sysfs-devices-system-cpu and admin-guide/cputopology.rst of the
// Linux kernel.
#include "bench/machine/topology.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "bench/machine/cpus.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

CpuList list_in(const fs::path& file) {
  return parse_cpu_list(read_line(file).value_or("")).value_or(CpuList());
}

CpuList common(const CpuList& one, const CpuList& other) {
  CpuList both;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(both));
  return both;
}

CpuList without(const CpuList& all, const CpuList& some) {
  CpuList rest;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
  return rest;
}

// CPUs with the same line in their own `file` are one group, in the order of their first CPU; none
// at all if a CPU has no such file. A list of siblings is only compared, because an emulated
// machine's may contradict each other: each CPU is in one group all the same.
std::vector<CpuList> groups_by(const fs::path& cpus, const CpuList& online, const char* file) {
  std::map<std::string, std::size_t> known;
  std::vector<CpuList> groups;
  for (const int cpu : online) {
    const auto line = read_line(cpus / ("cpu" + std::to_string(cpu)) / file);
    if (!line || *line == "-1") return {};  // -1: the kernel does not know
    const auto [found, added] = known.emplace(*line, groups.size());
    if (added) groups.emplace_back();
    groups[found->second].push_back(cpu);
  }
  return groups;
}

std::vector<CpuList> nodes_of(const fs::path& folder, const CpuList& online) {
  std::vector<CpuList> nodes;
  for (const int node : list_in(folder / "online")) {
    CpuList cpus = common(online, list_in(folder / ("node" + std::to_string(node)) / "cpulist"));
    if (!cpus.empty()) nodes.push_back(std::move(cpus));
  }
  return nodes;
}

// Intel's hybrid CPUs have a performance counter unit for each kind of core.
std::vector<CoreKind> kinds_by_unit(const fs::path& devices, const CpuList& online) {
  std::vector<CoreKind> kinds;
  CpuList rest = online;
  for (const auto& [unit, name] :
       {std::pair{"cpu_core", "P"}, {"cpu_atom", "E"}, {"cpu_lowpower", "low-power E"}}) {
    CpuList cpus = common(rest, list_in(devices / unit / "cpus"));
    if (cpus.empty()) continue;
    rest = without(rest, cpus);
    kinds.push_back({name, std::move(cpus)});
  }
  if (kinds.size() < 2 || !rest.empty()) return {};
  return kinds;
}

// On ARM each CPU has a capacity of at most 1024, which is that of the fastest kind.
std::vector<CoreKind> kinds_by_capacity(const fs::path& cpus, const CpuList& online) {
  std::vector<std::pair<double, CoreKind>> found;
  for (CpuList& group : groups_by(cpus, online, "cpu_capacity")) {
    const fs::path first = cpus / ("cpu" + std::to_string(group.front())) / "cpu_capacity";
    const auto capacity = number_of(read_line(first).value_or(""));
    if (!capacity) return {};
    const std::string name = "capacity " + std::to_string(static_cast<long>(*capacity));
    found.push_back({*capacity, {name, std::move(group)}});
  }
  if (found.size() < 2) return {};
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& one, const auto& other) { return one.first > other.first; });
  std::vector<CoreKind> kinds;
  kinds.reserve(found.size());
  for (auto& [capacity, kind] : found) kinds.push_back(std::move(kind));
  return kinds;
}

// "48K", "1024K", "32M"
std::optional<std::uint64_t> kib_of(const std::string& size) {
  const auto number = number_of(size.substr(0, size.find_first_of("KMG")));
  if (!number || *number <= 0 || *number > 1e12) return std::nullopt;
  const char unit = size.back();
  return static_cast<std::uint64_t>(*number) << (unit == 'G' ? 20 : unit == 'M' ? 10 : 0);
}

std::vector<Cache> caches_of(const fs::path& cpus, const CpuList& online) {
  std::vector<Cache> caches;
  for (const int cpu : online) {
    for (int index = 0;; ++index) {
      const fs::path folder =
          cpus / ("cpu" + std::to_string(cpu)) / "cache" / ("index" + std::to_string(index));
      const auto level = read_line(folder / "level");
      if (!level) break;
      CpuList shared = common(online, list_in(folder / "shared_cpu_list"));
      const auto kib = kib_of(read_line(folder / "size").value_or("0"));
      if (shared.empty() || shared.front() != cpu || !kib) continue;  // listed with its first CPU
      const auto type = read_line(folder / "type");
      const char* const use = type == "Data" ? "d" : type == "Instruction" ? "i" : "";
      caches.push_back({"L" + *level + use, *kib, std::move(shared)});
    }
  }
  std::stable_sort(caches.begin(), caches.end(),
                   [](const Cache& one, const Cache& other) { return one.name < other.name; });
  return caches;
}

CpuList& cpus_of(CpuList& group) { return group; }
CpuList& cpus_of(CoreKind& kind) { return kind.cpus; }
CpuList& cpus_of(Cache& cache) { return cache.cpus; }

template <typename Groups>
Groups part_of(Groups groups, const CpuList& cpus) {
  for (auto& group : groups) cpus_of(group) = common(cpus_of(group), cpus);
  std::erase_if(groups, [](auto& group) { return cpus_of(group).empty(); });
  return groups;
}

}  // namespace

int Topology::threads_per_core() const {
  std::size_t most = 0;
  for (const CpuList& core : cores) most = std::max(most, core.size());
  return static_cast<int>(most);
}

Topology read_topology(const fs::path& root) {
  const fs::path devices = below(root, "/sys/devices");
  const fs::path cpus = devices / "system/cpu";
  Topology found;
  found.online = list_in(cpus / "online");
  // Not the file "offline": it also lists CPUs that could be plugged in.
  found.offline = without(list_in(cpus / "present"), found.online);
  found.cores = groups_by(cpus, found.online, "topology/thread_siblings_list");
  found.sockets = groups_by(cpus, found.online, "topology/physical_package_id");
  found.nodes = nodes_of(devices / "system/node", found.online);
  found.kinds = kinds_by_unit(devices, found.online);
  if (found.kinds.empty()) found.kinds = kinds_by_capacity(cpus, found.online);
  if (found.kinds.empty() && !found.online.empty()) found.kinds = {{"", found.online}};
  found.caches = caches_of(cpus, found.online);
  return found;
}

Topology within(const Topology& topology, const CpuList& cpus) {
  return {common(topology.online, cpus), common(topology.offline, cpus),
          part_of(topology.cores, cpus), part_of(topology.sockets, cpus),
          part_of(topology.nodes, cpus), part_of(topology.kinds, cpus),
          part_of(topology.caches, cpus)};
}

}  // namespace parbench
