// The figures, the rules, and the rules in words.
#include "bench/plan/disturbance.hpp"

#include <algorithm>
#include <sstream>

namespace parbench {
namespace {

constexpr double steal_share = 0.02;    // of wall time x CPUs
constexpr double foreign_share = 0.05;  // of wall time x usable CPUs
constexpr double queue_share = 0.05;    // of wall time x workers
constexpr double least_s = 0.015;       // what /proc/stat, in steps of 10 ms, can tell from nothing
constexpr int few_cpus = 8;             // up to here all foreign load is in our way
constexpr double own_quota_share = 0.5;
constexpr double most_drift = 1.15;

bool reaches(double seconds, double share, double capacity_s) {
  return seconds >= std::max(share * capacity_s, least_s);
}

// On a large machine others may well run beside us: what is left of their load is what does not
// fit.
double in_our_way_s(double foreign_s, double wall_s, int workers, int cpus) {
  if (cpus <= few_cpus) return foreign_s;
  return foreign_s - wall_s * std::max(0, cpus - workers);
}

// A thread that a quota stopped is ready and waits, too, on most kernels: that is no other's doing.
double queued_s(const TrialRecord& record) {
  return *record.runq_wait_s - record.throttled_s.value_or(0);
}

// `throttled_s` adds up all threads that were stopped; whether others used up the quota shows in
// what we did not use.
bool throttled_by_others(const TrialRecord& record, double wall_s, double quota) {
  if (!record.throttled_s || !record.cpu_s || *record.throttled_s < least_s) return false;
  const double ours_s = *record.cpu_s * static_cast<double>(record.passes);
  return ours_s < own_quota_share * quota * wall_s;
}

std::string percent(double share) {
  std::ostringstream text;
  text << share * 100 << " %";
  return text.str();
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
    const double foreign_s = in_our_way_s(*record.foreign_cpu_s, wall_s, sample.workers, affinity);
    if (reaches(foreign_s, foreign_share, wall_s * cpus.usable)) return "foreign";
  } else if (record.runq_wait_s && sample.workers <= cpus.usable &&
             reaches(queued_s(record), queue_share, wall_s * sample.workers)) {
    return "foreign";
  }
  if (cpus.quota && throttled_by_others(record, wall_s, *cpus.quota)) return "throttled";
  return "";
}

bool drifted(double cpu_s, const std::vector<double>& clean_so_far) {
  if (clean_so_far.empty()) return false;
  std::vector<double> sorted = clean_so_far;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  const double median =
      sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return cpu_s > most_drift * median || cpu_s * most_drift < median;
}

std::map<std::string, std::string> contamination_rules() {
  std::ostringstream floor_text, drift, cpus;
  floor_text << " and at least " << least_s * 1000 << " ms";
  drift << most_drift;
  cpus << few_cpus;
  const std::string floor = floor_text.str();
  return {
      {"steal",
       "stolen CPU time of at least " + percent(steal_share) + " of wall time x CPUs" + floor},
      {"foreign", "CPU time of others of at least " + percent(foreign_share) +
                      " of wall time x usable CPUs" + floor + "; on more than " + cpus.str() +
                      " CPUs only that part of it which does not fit beside the N workers"},
      {"foreign_by_run_queue",
       "where that cannot be read, or a quota is below the affinity, and N is at most the usable "
       "CPUs: workers ready and waiting for a CPU, without the time that the quota stopped them, "
       "for at "
       "least " +
           percent(queue_share) + " of wall time x N" + floor},
      {"throttled", "stopped by the own quota for" + floor.substr(4) + ", with less than " +
                        percent(own_quota_share) +
                        " of what it allows used by the trial itself: others used it up"},
      {"clock_drift", "probes only: CPU time more than " + drift.str() + " times, or less than 1/" +
                          drift.str() +
                          " of, the median of the clean probes so far of as many copies; sets no "
                          "trial of a cell aside"},
      {"judged", "trials of compute and floor workloads, and probes; never trials of waiting ones"},
  };
}

}  // namespace parbench
