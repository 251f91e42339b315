#include "bench/trial/this_host.hpp"

#include <string>
#include <vector>

#include "bench/digest.hpp"
#include "bench/machine/cpus.hpp"
#include "bench/machine/system_files.hpp"

namespace parbench {
namespace {

// As /proc/cpuinfo names it, on x86; others have no name there.
std::string cpu_model() {
  const std::string text = read_whole("/proc/cpuinfo").value_or("");
  for (const std::string_view line : lines_of(text)) {
    const std::size_t colon = line.find(':');
    if (line.starts_with("model name") && colon != std::string_view::npos)
      return std::string(trimmed(line.substr(colon + 1)));
  }
  return "";
}

}  // namespace

std::uint64_t this_machine() {
  const std::string id = read_line("/proc/sys/kernel/random/boot_id").value_or("");
  std::uint64_t digest = 0;
  for (std::size_t i = 0; i < id.size(); ++i) digest += mix(i, static_cast<unsigned char>(id[i]));
  return digest;
}

// Nothing is ours here: the master knows what its ranks used.
ThisHost::ThisHost() : load_{[] { return std::optional{0.0}; }} {
  facts_.machine = this_machine();
  facts_.cpus = static_cast<std::int32_t>(own_affinity().size());
  cpu_model().copy(facts_.cpu_model, sizeof facts_.cpu_model - 1);
}

HostReading ThisHost::read() {
  HostReading reading = facts_;
  if (begun_) {
    const HostLoadReading load = load_.end();
    reading.used_cpu_s = load.foreign_cpu_s;
    reading.steal_s = load.steal_s;
    reading.throttled_s = load.throttled_s;
  }
  load_.begin();
  begun_ = true;
  return reading;
}

}  // namespace parbench
