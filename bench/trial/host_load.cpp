#include "bench/trial/host_load.hpp"

#include <utility>

#include "bench/machine/process_table.hpp"
#include "bench/trial/clocks.hpp"

namespace parbench {

HostLoad::HostLoad(std::optional<int> helper, const std::filesystem::path& root,
                   std::vector<int> cpus)
    : helper_{helper}, root_{root}, cpus_{std::move(cpus)}, throttling_{root} {}

void HostLoad::begin() { begun_ = read(); }

HostLoadReading HostLoad::end() const {
  const Reading ended = read();
  HostLoadReading reading;
  reading.throttled_s = throttled_s(begun_.throttling, ended.throttling);
  if (!begun_.cpus || !ended.cpus || !are_believable(*begun_.cpus, *ended.cpus)) return reading;
  reading.steal_s = ended.cpus->steal_s - begun_.cpus->steal_s;
  if (begun_.ours_s && ended.ours_s)
    reading.foreign_cpu_s =
        foreign_cpu_s(*begun_.cpus, *ended.cpus, *ended.ours_s - *begun_.ours_s);
  return reading;
}

HostLoad::Reading HostLoad::read() const {
  Reading reading;
  reading.throttling = throttling_.read();
  reading.ours_s = ours_s();
  reading.cpus = read_cpu_times(cpus_, root_);
  return reading;
}

// A child that is reaped between two readings moves from one sum to the other.
std::optional<double> HostLoad::ours_s() const {
  double sum_s = descendants_cpu_s();
  if (helper_) {
    const std::optional<double> helper_s = cpu_clock_s(*helper_);
    if (!helper_s) return std::nullopt;
    sum_s += *helper_s;
  }
  return sum_s + static_cast<double>(usage_of_process_and_reaped().cpu_ns) * 1e-9;
}

}  // namespace parbench
