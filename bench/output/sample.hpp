// One row of samples.csv: a trial, what it was, how it ended, what it measured. Never an aggregate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/record.hpp"

namespace parbench {

inline constexpr int schema_version = 1;

// The same fields in the same order as the header of samples.csv; docs/columns.md says what each
// means.
struct Sample {
  std::string run_id;
  std::string machine_id;
  std::string session;
  int block = 0;     // from 1
  int position = 0;  // place within the block, from 1
  int attempt = 1;
  std::string role = "cell";
  Status status = Status::ok;
  std::string reason;
  std::optional<int> exit_signal;
  std::string disturbance;
  std::string workload;
  std::string params;  // Parameters::json()
  std::string runner;
  int workers = 1;

  // Empty where the trial did not end ok.
  std::optional<std::uint64_t> tasks, passes;
  std::optional<double> setup_s, cold_s, wall_s, wall_min_s, wall_max_s, teardown_s, cpu_s,
      helper_cpu_s;
  std::optional<int> workers_seen, max_in_flight;
  std::optional<double> foreign_cpu_s, steal_s, throttled_s, runq_wait_s;
  std::optional<std::int64_t> voluntary_switches, involuntary_switches, peak_rss_kib;
  std::optional<std::uint64_t> digest, observed;
  std::string observed_name;  // WorkloadInfo::observed: the key of the `observed` column's JSON
  double usable_cpus = 0;
  std::string started_at;
  std::optional<double> slowdown;  // of an injected trial

  std::vector<WorkerRecord> per_worker;  // the trial's rows of workers.csv
  std::optional<Trace> trace;            // and of spans.csv
};

}  // namespace parbench
