#include "bench/plan/disturbance.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "bench/machine/pause_meter.hpp"

namespace parbench {
namespace {

constexpr double steal_share = 0.02;    // of wall time x CPUs
constexpr double foreign_share = 0.05;  // of wall time x usable CPUs
constexpr double queue_share = 0.05;    // of wall time x workers
constexpr double least_s = 0.015;  // what /proc/stat, in steps of 10 ms, can distinguish from 0
constexpr int few_cpus = 8;        // up to here all foreign load disturbs
constexpr double own_quota_share = 0.5;
constexpr double most_drift = 1.15;

bool reaches(double seconds, double share, double capacity_s) {
  return seconds >= std::max(share * capacity_s, least_s);
}

// Steal time is counted in ticks, and a single one is 5 % of two CPUs in a sample of 100 ms: the
// floor is one tick. A difference of two readings is a multiple of ticks except for rounding.
bool is_stolen(double steal_s, double capacity_s) {
  constexpr double whole_tick = 0.999;
  return steal_s >= std::max(steal_share * capacity_s, whole_tick * tick_s());
}

// On a large machine others can run beside us: only the part of their load that does not fit
// counts.
double disturbing_s(double foreign_s, double wall_s, int workers, int cpus) {
  if (cpus <= few_cpus) return foreign_s;
  return foreign_s - wall_s * std::max(0, cpus - workers);
}

// Of the timed passes, or of the whole process where only the driver could read.
struct Load {
  double wall_s = 0;
  std::optional<double> ours_s, foreign_cpu_s, steal_s, throttled_s, runq_wait_s;
};

Load load_of(const TrialRecord& record, const std::optional<OutsideLoad>& outside) {
  if (outside && !reports_load(record)) {
    return {outside->wall_s,  outside->cpu_s,       outside->foreign_cpu_s,
            outside->steal_s, outside->throttled_s, {}};
  }
  const auto passes = static_cast<double>(record.passes);
  Load load{record.wall_s * passes, {}, record.foreign_cpu_s, record.steal_s, record.throttled_s,
            record.runq_wait_s};
  if (record.cpu_s) load.ours_s = *record.cpu_s * passes;
  return load;
}

// On most kernels a thread that a quota stopped also counts as ready and waiting: others did not
// cause that.
double queued_s(const Load& load) { return *load.runq_wait_s - load.throttled_s.value_or(0); }

// `throttled_s` is summed over all stopped threads; what we did not use of the quota shows whether
// others used it up.
bool throttled_by_others(const Load& load, double quota) {
  return load.throttled_s.value_or(0) >= least_s && load.ours_s &&
         *load.ours_s < own_quota_share * quota * load.wall_s;
}

// Of the CPUs that the workers could use; of programs nobody knows beforehand how much they compute.
double own_share(const Load& load, int workers, double usable_cpus) {
  const double most_s = load.wall_s * std::min<double>(workers, std::max(usable_cpus, 1.0));
  return load.ours_s && most_s > 0 ? std::min(1.0, *load.ours_s / most_s) : 1;
}

// Of a host of --hosts, by the same limits.
std::string disturbance_on(const HostRecord& host, double wall_s, double share) {
  if (host.steal_s && is_stolen(*host.steal_s, wall_s * host.cpus)) return "steal";
  if (!host.foreign_cpu_s) return "";
  const double foreign_s = disturbing_s(*host.foreign_cpu_s, wall_s, host.workers, host.cpus);
  return reaches(share * foreign_s, foreign_share, wall_s * host.cpus) ? "foreign" : "";
}

}  // namespace

double tick_s() { return 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK)); }

std::string disturbance_of(const Sample& sample, std::optional<double> computing_share,
                           const Cpus& cpus) {
  if (sample.status != Status::ok || !sample.record) return "";
  if (sample.pause && sample.pause->is_noticed()) return "paused";
  const Load load = load_of(*sample.record, sample.outside_load);
  const double wall_s = load.wall_s;
  const auto affinity = static_cast<int>(cpus.affinity.size());
  if (load.steal_s && is_stolen(*load.steal_s, wall_s * affinity)) return "steal";
  const double share = computing_share.value_or(own_share(load, sample.workers, cpus.usable));
  for (const HostRecord& host : sample.record->per_host) {
    if (std::string found = disturbance_on(host, wall_s, share); !found.empty()) return found;
  }
  if (share <= 0) return "";
  // Under a quota below the affinity others may use CPUs that we could not have used anyway.
  if (load.foreign_cpu_s && cpus.usable >= affinity) {
    const double foreign_s = disturbing_s(*load.foreign_cpu_s, wall_s, sample.workers, affinity);
    if (reaches(share * foreign_s, foreign_share, wall_s * cpus.usable)) return "foreign";
  } else if (load.runq_wait_s && sample.workers <= cpus.usable &&
             reaches(queued_s(load), queue_share, wall_s * sample.workers)) {
    return "foreign";
  }
  if (cpus.quota && throttled_by_others(load, *cpus.quota)) return "throttled";
  return "";
}

bool drifted(double cpu_s, const std::vector<double>& undisturbed_so_far) {
  if (undisturbed_so_far.empty()) return false;
  std::vector<double> sorted = undisturbed_so_far;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  const double median =
      sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return cpu_s > most_drift * median || cpu_s * most_drift < median;
}

std::map<std::string, std::string> disturbance_rules() {
  const std::string floor = fmt::format("and at least {:g} ms", least_s * 1000);
  return {
      {"paused",
       fmt::format("parbench stood still for at least {:g} ms beyond a tick of {:g} ms, without "
                   "waiting for a CPU; the machine was suspended; or only the trial's process was "
                   "stopped: for at least {:g} ms in all",
                   least_pause_s * 1000, pause_tick_s * 1000, least_pause_s * 1000)},
      {"steal", fmt::format("steal time of at least {:g} % of wall time x CPUs and at least one "
                            "tick of {:g} ms",
                            steal_share * 100, tick_s() * 1000)},
      {"foreign",
       fmt::format("CPU time of others of at least {:g} % of wall time x usable CPUs {}; on more "
                   "than {} CPUs only the part that does not fit beside the N workers",
                   foreign_share * 100, floor, few_cpus)},
      {"foreign_by_run_queue",
       fmt::format("if that cannot be read, or a quota is below the affinity, and N is at most the "
                   "usable CPUs: workers ready and waiting for a CPU, without the time that the "
                   "quota stopped them, for at least {:g} % of wall time x N {}",
                   queue_share * 100, floor)},
      {"throttled",
       fmt::format(
           "stopped by our quota for at least {:g} ms, while the trial itself used less than "
           "{:g} % of what the quota allows: others used it up",
           least_s * 1000, own_quota_share * 100)},
      {"clock_drift",
       fmt::format(
           "probes only: CPU time more than {0} times, or less than 1/{0} of, the median of "
           "the undisturbed probes so far with as many copies; excludes no trial of a cell",
           most_drift)},
      {"judged",
       "trials of compute and floor workloads, and probes; of waiting workloads by steal and "
       "pauses only; of mixed workloads others' CPU time counts times the share min(1, c / (c + w) "
       "x N / min(N, usable CPUs)) in which the N workers compute for c and wait for w, or where "
       "tasks arrive at a rate times min(1, rate x c / min(N, usable CPUs)); of a user's programs "
       "times the share of N, or of the usable CPUs, that the trial itself used"},
      {"hosts", "with --hosts: the first three limits for each host and its CPUs too (hosts.csv)"},
      {"outside",
       "where a runner reports no load: the same limits over the time of its whole process, "
       "measured by the driver (outside_load.csv)"},
  };
}

}  // namespace parbench
