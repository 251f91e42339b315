// One row of samples.csv: a trial, what it was, how it ended, what it measured. Never an aggregate.
#pragma once

#include <optional>
#include <string>

#include "bench/pause.hpp"
#include "bench/record.hpp"

namespace parbench {

inline constexpr int schema_version = 1;

// Writes the version above and reads no other.
struct SchemaVersion {};

struct Sample {
  SchemaVersion version;
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
  std::optional<TrialRecord> record;  // where the trial ended ok
  std::optional<double> helper_cpu_s;
  std::optional<OutsideLoad> outside_load;  // where the record reports no load
  std::optional<Pause> pause;               // where one was noticed
  double usable_cpus = 0;
  std::string started_at;
  std::optional<double> slowdown;  // of an injected trial
};

}  // namespace parbench
