#include "bench/machine/machine.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

#include "bench/digest.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

namespace fs = std::filesystem;

std::optional<bool> flag(const fs::path& path, std::string_view yes, std::string_view no) {
  const std::optional<std::string> line = read_line(path);
  if (line == yes) return true;
  if (line == no) return false;
  return std::nullopt;
}

std::optional<std::uint64_t> memory_kib(const fs::path& root) {
  const std::string text = read_whole(below(root, "/proc/meminfo")).value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string_view> words = words_of(line);
    std::uint64_t kib = 0;
    if (words.size() < 2 || words[0] != "MemTotal:") continue;
    const auto [end, error] = std::from_chars(words[1].begin(), words[1].end(), kib);
    if (error == std::errc() && kib > 0) return kib;
  }
  return std::nullopt;
}

// "always [madvise] never" -> "madvise"
std::optional<std::string> chosen(const std::optional<std::string>& line) {
  if (!line) return std::nullopt;
  const std::size_t open = line->find('[');
  const std::size_t close = line->find(']');
  if (open == std::string::npos || close == std::string::npos || close < open) return std::nullopt;
  return line->substr(open + 1, close - open - 1);
}

using Facts = std::map<std::string, std::string, std::less<>>;

// "key : value" lines; the first counts if a key repeats (each CPU has its lines).
Facts facts_of(std::string_view text) {
  Facts facts;
  for (const std::string_view line : lines_of(text)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    facts.emplace(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  return facts;
}

std::optional<std::string> fact(const Facts& facts, std::string_view key) {
  const auto found = facts.find(key);
  if (found == facts.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

struct CpuModel {
  std::optional<std::string> name;
  std::optional<bool> virtual_machine;  // only x86 tells
};

CpuModel read_cpu_model(const fs::path& root) {
  const Facts facts = facts_of(read_whole(below(root, "/proc/cpuinfo")).value_or(""));
  CpuModel model;
  if (const auto flags = fact(facts, "flags")) {
    const auto words = words_of(*flags);
    model.virtual_machine = std::find(words.begin(), words.end(), "hypervisor") != words.end();
  }
  // x86 and some ARM; POWER; IBM Z and RISC-V
  for (const char* key : {"model name", "cpu", "processor 0", "uarch"}) {
    model.name = fact(facts, key);
    if (model.name) return model;
  }
  // 64-bit ARM gives numbers only: https://developer.arm.com/documentation, "MIDR_EL1".
  const auto implementer = fact(facts, "CPU implementer");
  const auto part = fact(facts, "CPU part");
  if (implementer && part) {
    model.name = "ARM implementer " + *implementer + " part " + *part;
    if (const auto variant = fact(facts, "CPU variant")) *model.name += " variant " + *variant;
    return model;
  }
  model.name = fact(facts, "Hardware");
  return model;
}

// Of all CPUs, each once.
std::optional<std::string> governor(const fs::path& root, const CpuList& cpus) {
  std::set<std::string> governors;
  for (const int cpu : cpus) {
    const std::string name = "/sys/devices/system/cpu/cpu" + std::to_string(cpu);
    const auto line = read_line(below(root, name + "/cpufreq/scaling_governor"));
    if (line) governors.insert(*line);
  }
  std::string joined;
  for (const std::string& one : governors) joined += (joined.empty() ? "" : ",") + one;
  return joined.empty() ? std::nullopt : std::optional{joined};
}

std::map<std::string, std::string> mitigations(const fs::path& root) {
  std::map<std::string, std::string> found;
  std::error_code none;
  const fs::path folder = below(root, "/sys/devices/system/cpu/vulnerabilities");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    const auto line = read_line(entry.path());
    if (line && *line != "Not affected") found[entry.path().filename().string()] = *line;
  }
  return found;
}

std::optional<bool> boost(const fs::path& root) {
  const std::optional<bool> generic =
      flag(below(root, "/sys/devices/system/cpu/cpufreq/boost"), "1", "0");
  if (generic) return generic;
  return flag(below(root, "/sys/devices/system/cpu/intel_pstate/no_turbo"), "0", "1");
}

std::optional<std::string> container(const fs::path& root) {
  if (auto named = read_line(below(root, "/run/systemd/container"))) return named;
  std::error_code ignored;
  if (fs::exists(below(root, "/run/.containerenv"), ignored)) return "podman";
  if (fs::exists(below(root, "/.dockerenv"), ignored)) return "docker";
  const std::string cgroups = read_whole(below(root, "/proc/self/cgroup")).value_or("");
  for (const std::string_view kind : {"kubepods", "docker", "libpod", "lxc"}) {
    if (cgroups.find(kind) != std::string::npos) return std::string(kind);
  }
  return std::nullopt;
}

}  // namespace

Machine read_machine(const fs::path& root) {
  Machine machine;
  const CpuModel cpu = read_cpu_model(root);
  machine.cpu_model = cpu.name;
  machine.virtual_machine = cpu.virtual_machine;
  machine.topology = read_topology(root);
  machine.isolated_cpus = read_line(below(root, "/sys/devices/system/cpu/isolated"));
  machine.mitigations = mitigations(root);
  machine.governor = governor(root, machine.topology.online);
  machine.smt_active = flag(below(root, "/sys/devices/system/cpu/smt/active"), "1", "0");
  machine.boost = boost(root);
  machine.memory_kib = memory_kib(root);
  machine.clocksource =
      read_line(below(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource"));
  machine.transparent_huge_pages =
      chosen(read_line(below(root, "/sys/kernel/mm/transparent_hugepage/enabled")));
  machine.container = container(root);
  machine.installation = read_line(below(root, "/etc/machine-id"));
  utsname system{};
  if (uname(&system) == 0) {
    machine.kernel = system.release;
    machine.architecture = system.machine;
  }
  return machine;
}

std::string machine_id(const Machine& machine, int logical_cpus) {
  // MemTotal differs by some MiB between kernels; whole GiB do not.
  const std::uint64_t gib = (machine.memory_kib.value_or(0) + (1U << 19)) >> 20;
  std::uint64_t digest = 0;
  std::uint64_t index = 0;
  const auto add = [&](std::string_view text) {
    for (const char c : text) {
      digest = scramble(digest ^ mix(index++, static_cast<unsigned char>(c)));
    }
    digest = scramble(digest ^ mix(index++, 256));  // "ab" + "c" is not "a" + "bc"
  };
  add(machine.cpu_model.value_or(""));
  add(std::to_string(logical_cpus));
  add(std::to_string(gib));
  add(machine.architecture.value_or(""));
  add(machine.installation.value_or(""));
  return 'm' + digest_text(digest).substr(1);
}

}  // namespace parbench
