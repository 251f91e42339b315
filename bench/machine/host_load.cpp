#include "bench/machine/host_load.hpp"

#include <utility>

namespace parbench {

HostLoad::HostLoad(std::function<std::optional<double>()> ours_s, const std::filesystem::path& root,
                   std::vector<int> cpus)
    : ours_s_{std::move(ours_s)}, root_{root}, cpus_{std::move(cpus)}, throttling_{root} {}

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
  reading.ours_s = ours_s_();
  reading.cpus = read_cpu_times(cpus_, root_);
  return reading;
}

}  // namespace parbench
