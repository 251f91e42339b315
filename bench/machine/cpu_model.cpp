// Reads /proc/cpuinfo of x86, ARM, POWER and others; never more than its first CPU.
#include "bench/machine/cpu_model.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

using Facts = std::map<std::string, std::string, std::less<>>;

// "key : value" lines; of a key that comes again (each CPU has its lines) the first counts.
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

}  // namespace

CpuModel read_cpu_model(const std::filesystem::path& root) {
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

}  // namespace parbench
