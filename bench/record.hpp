// What passes between the driver and a runner's process: one request, one record. docs/protocol.md
// owns the JSON form.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parbench {

inline constexpr int protocol_version = 1;

// How a trial ended. Never depends on other trials.
enum class Status { ok, wrong_result, failed, timeout, unsupported };

const char* status_name(Status status);

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
  std::map<std::string, std::string> parameters;  // all of them, helper's included
  int workers = 1;
  std::uint64_t passes = 0;  // timed passes; 0: as many as make a sample of at least min_sample_s
  double min_sample_s = 0.2;
  std::filesystem::path scratch;  // folder shared by the trials of one run
  std::optional<int> helper_pid;  // its CPU time counts as ours, not as other load
  double slowdown = 0;  // lengthens the timed region by this share, on purpose: for the self-test
  bool trace = false;   // one more pass after the timed ones, to tell who ran which task when
};

// One worker's part in the timed passes.
struct WorkerRecord {
  int worker = 0;
  std::uint64_t tasks = 0;
  std::optional<double> first_s,
      last_s;  // from a pass's start to its first task's start and last task's end, mean
  std::optional<double> cpu_s;
  std::optional<std::int64_t> voluntary_switches, involuntary_switches;
  std::optional<double> runq_wait_s;    // ready, and waiting for a CPU
  std::optional<std::uint64_t> passes;  // in which it ran a task: those that first_s is a mean of
};

// One task of a traced pass; seconds from the pass's start.
struct Span {
  std::uint64_t task = 0;
  int worker = 0;
  double start_s = 0, end_s = 0;
};

// A checked pass outside all timed sums: who ran which task when. For looking at, never for
// statistics.
struct Trace {
  double wall_s = 0;
  std::vector<Span> spans;  // every task once
};

struct TrialRecord {
  std::uint64_t tasks = 0;                            // a pass
  std::uint64_t passes = 0;                           // timed ones
  double setup_s = 0, cold_s = 0, teardown_s = 0;     // once
  double wall_s = 0, wall_min_s = 0, wall_max_s = 0;  // a pass: mean, least, most
  std::optional<double> cpu_s;                        // a pass, all of the trial's processes
  int workers_seen = 0;                               // workers that ran a task in the timed passes
  int max_in_flight = 0;                              // most tasks at once in the cold pass
  std::optional<std::int64_t> voluntary_switches, involuntary_switches;  // all timed passes
  // Over all timed passes; nothing where it cannot be read.
  std::optional<double> foreign_cpu_s, steal_s, throttled_s, runq_wait_s;
  std::int64_t peak_rss_kib = 0;          // the largest single process of the trial
  std::uint64_t digest = 0;               // sum of mix(index, digest) over one pass
  std::optional<std::uint64_t> observed;  // whole trial, cold pass included
  std::vector<WorkerRecord> per_worker;
  std::optional<Trace> trace;
};

}  // namespace parbench
