// What passes between the driver and a runner's process: one request, one record. docs/protocol.md
// specifies their JSON, columns.hpp the fields that are columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parbench {

inline constexpr int protocol_version = 1;

// How a trial ended. Never depends on other trials.
enum class Status { ok, wrong_result, failed, timeout, unsupported };

inline constexpr std::string_view status_names[] = {"ok", "wrong_result", "failed", "timeout",
                                                    "unsupported"};

constexpr const char* status_name(Status status) {
  return status_names[static_cast<std::size_t>(status)].data();
}

// Exit codes of a runner's process; the reason is the last line on stderr.
namespace runner_exit {
inline constexpr int ok = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int wrong_result = 3;
inline constexpr int unsupported = 4;
}  // namespace runner_exit

struct TrialRequest {
  std::string workload;
  std::map<std::string, std::string> parameters;  // all of them, also those of the helper process
  int workers = 1;
  std::uint64_t passes = 0;  // timed passes; 0: as many as make a sample of at least min_sample_s
  double min_sample_s = 0.2;
  std::filesystem::path scratch;  // folder shared by the trials of a run
  std::optional<int> helper_pid;  // its CPU time is not other load
  double slowdown = 0;            // lengthens the timed passes by this share, for the self-test
  bool trace = false;  // one more pass after the timed ones, to record which worker ran which task
};

// What one worker did in the timed passes.
struct WorkerRecord {
  int worker = 0;
  std::uint64_t tasks = 0;
  std::optional<double> first_s, last_s, cpu_s;
  std::optional<std::int64_t> voluntary_switches, involuntary_switches;
  std::optional<double> runq_wait_s;
  std::optional<std::uint64_t> passes;
};

// One task of a traced pass; seconds from the pass's start.
struct Span {
  std::uint64_t task = 0;
  int worker = 0;
  double start_s = 0, end_s = 0;
};

// A checked pass outside the timed ones: which worker ran which task when. Never for statistics.
struct Trace {
  double wall_s = 0;
  std::vector<Span> spans;  // every task once
};

// Times of single timed passes: the smallest that a share of them does not exceed. Empty where so
// few passes say nothing of it.
struct Spread {
  std::uint64_t passes = 0;
  std::optional<double> p5_s, p25_s, p50_s, p75_s, p90_s, p95_s, p99_s;
};

// The requests of an open loop in the timed passes; columns.hpp says what the fields mean.
struct LatencyBucket {
  double lower_s = 0, upper_s = 0;
  std::uint64_t requests = 0;
};

struct Latency {
  double rate_per_s = 0, achieved_per_s = 0;
  std::uint64_t requests = 0;
  std::optional<double> queue_wait_s, service_s, latency_s;
  std::optional<double> p50_s, p90_s, p99_s, p999_s, max_s;
  double utilisation = 0, unserved = 0;
  std::uint64_t errors = 0;
  double offered_per_s = 0;
  std::vector<LatencyBucket> buckets;  // those that are not empty, by rising latency
};

// What the workers on one host of --hosts did in the timed passes, and others there meanwhile.
struct HostRecord {
  std::string host, cpu_model;
  int cpus = 0, workers = 0;
  std::uint64_t tasks = 0;
  std::optional<double> cpu_s, foreign_cpu_s, steal_s, throttled_s;
  std::uint64_t sent_bytes = 0, received_bytes = 0;
};

struct Digest {
  std::uint64_t sum = 0;  // of mix(index, digest) over one pass
};

// A workload's own counter, of a pass where tasks share something, else of the whole trial.
struct Observed {
  double count = 0;
  std::string name;  // WorkloadInfo::observed; not part of the protocol
};

// The load of others while the whole process of a trial ran, as the driver saw it: for runners that
// report none.
struct OutsideLoad {
  double wall_s = 0;
  double cpu_s = 0;  // of the trial's processes and of parbench
  std::optional<double> foreign_cpu_s, steal_s, throttled_s;
};

// What the fields mean: columns.hpp. Empty where it cannot be read.
struct TrialRecord {
  std::uint64_t tasks = 0, passes = 0;
  double setup_s = 0, cold_s = 0, teardown_s = 0;
  double wall_s = 0, wall_min_s = 0, wall_max_s = 0;
  std::optional<double> cpu_s;  // per pass; the next six are over all timed passes
  std::optional<double> foreign_cpu_s, steal_s, throttled_s, runq_wait_s;
  std::optional<std::int64_t> voluntary_switches, involuntary_switches;
  int workers_seen = 0, max_in_flight = 0;
  std::optional<std::int64_t> peak_rss_kib;
  Digest digest;
  std::optional<Observed> observed;
  std::vector<WorkerRecord> per_worker;
  std::vector<HostRecord> per_host;  // where hosts were named
  std::optional<Trace> trace;
  std::optional<Spread> spread;
  std::optional<Latency> latency;  // of an open loop
};

// Whether it says anything of the load of others; if not, the driver's reading is used.
inline bool reports_load(const TrialRecord& record) {
  return record.foreign_cpu_s || record.steal_s || record.runq_wait_s;
}

}  // namespace parbench
