#include "bench/plan/disturbance.hpp"

#include <fmt/format.h>

#include <algorithm>

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

// On a large machine others can run beside us: only the part of their load that does not fit
// counts.
double disturbing_s(double foreign_s, double wall_s, int workers, int cpus) {
  if (cpus <= few_cpus) return foreign_s;
  return foreign_s - wall_s * std::max(0, cpus - workers);
}

// On most kernels a thread that a quota stopped also counts as ready and waiting: others did not
// cause that.
double queued_s(const TrialRecord& record) {
  return *record.runq_wait_s - record.throttled_s.value_or(0);
}

// `throttled_s` is summed over all stopped threads; what we did not use of the quota shows whether
// others used it up.
bool throttled_by_others(const TrialRecord& record, double wall_s, double quota) {
  if (!record.throttled_s || !record.cpu_s || *record.throttled_s < least_s) return false;
  const double ours_s = *record.cpu_s * static_cast<double>(record.passes);
  return ours_s < own_quota_share * quota * wall_s;
}

}  // namespace

std::string disturbance_of(const Sample& sample, WorkloadKind kind, const Cpus& cpus) {
  if (kind == WorkloadKind::waiting || sample.status != Status::ok || !sample.record) return "";
  const TrialRecord& record = *sample.record;
  const double wall_s = record.wall_s * static_cast<double>(record.passes);
  const auto affinity = static_cast<int>(cpus.affinity.size());
  if (record.steal_s && reaches(*record.steal_s, steal_share, wall_s * affinity)) return "steal";
  // Under a quota below the affinity others may use CPUs that we could not have used anyway.
  if (record.foreign_cpu_s && cpus.usable >= affinity) {
    const double foreign_s = disturbing_s(*record.foreign_cpu_s, wall_s, sample.workers, affinity);
    if (reaches(foreign_s, foreign_share, wall_s * cpus.usable)) return "foreign";
  } else if (record.runq_wait_s && sample.workers <= cpus.usable &&
             reaches(queued_s(record), queue_share, wall_s * sample.workers)) {
    return "foreign";
  }
  if (cpus.quota && throttled_by_others(record, wall_s, *cpus.quota)) return "throttled";
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
      {"steal", fmt::format("steal time of at least {:g} % of wall time x CPUs {}",
                            steal_share * 100, floor)},
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
      {"judged", "trials of compute and floor workloads, and probes; not of waiting workloads"},
  };
}

}  // namespace parbench
