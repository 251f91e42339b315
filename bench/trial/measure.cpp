#include "bench/trial/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/machine/host_load.hpp"
#include "bench/machine/process_table.hpp"
#include "bench/protocol.hpp"
#include "bench/trial/pass_times.hpp"
#include "bench/trial/task_accounting.hpp"
#include "bench/trial/this_host.hpp"
#include "bench/trial/usage_elsewhere.hpp"

namespace parbench {
namespace {

// From this duration on tasks are not affected by a clock read after each of them (22 ns of 10 us).
constexpr double timed_task_s = 10e-6;
constexpr std::uint64_t most_passes = 1'000'000;
// From this duration on 4 us per task do not affect them.
constexpr double long_task_s = 1e-3;
// A chart cannot show more bars, and the record would grow to megabytes.
constexpr std::uint64_t most_traced_tasks = 20'000;

// `start`: the accounting's start of the pass, so that the times of workers and of the pass refer
// to the same clock reading. `slowdown`: keeps this thread busy for this share of run()'s time,
// also timed.
double seconds_of(Runner& runner, std::int64_t start, double slowdown = 0) {
  runner.run();
  std::int64_t end = now_ns();
  if (slowdown > 0) {
    const auto until = end + static_cast<std::int64_t>(slowdown * static_cast<double>(end - start));
    while ((end = now_ns()) < until) {
    }
  }
  return static_cast<double>(end - start) * 1e-9;
}

// As many as make a sample of min_sample_s. Of an open loop the cold pass shows it: the schedule is the
// same in every pass.
std::uint64_t passes_of(double min_sample_s, double pass_s) {
  return std::clamp<std::uint64_t>(
      static_cast<std::uint64_t>(std::ceil(min_sample_s / std::max(pass_s, 1e-9))), 1, most_passes);
}

// Enough passes for a sample of min_sample_s, estimated from passes that together last a twentieth
// of it. The cold pass cannot be used, because it is slower than later ones.
std::uint64_t passes_for(double min_sample_s, TaskAccounting& accounting, Runner& runner) {
  double total_s = 0;
  std::uint64_t passes = 0;
  do {
    total_s += seconds_of(runner, accounting.begin_pass(false));
    accounting.check_pass();
    ++passes;
  } while (total_s < min_sample_s / 20 && passes < most_passes);
  return passes_of(min_sample_s, total_s / static_cast<double>(passes));
}

void time_passes(TaskAccounting& accounting, Runner& runner, std::uint64_t passes, bool timed,
                 double slowdown, PassTimes& times) {
  for (std::uint64_t pass = 0; pass < passes; ++pass) {
    const double pass_s = seconds_of(runner, accounting.begin_pass(timed), slowdown);
    accounting.check_pass();
    times.add(pass_s);
  }
}

// Of all workers that ran a task; nullopt if one of them could not be read.
std::optional<double> run_queue_wait_s(const std::vector<WorkerRecord>& workers) {
  std::optional<double> sum_s;
  for (const WorkerRecord& worker : workers) {
    if (worker.tasks == 0) continue;
    if (!worker.runq_wait_s) return std::nullopt;
    sum_s = sum_s.value_or(0) + *worker.runq_wait_s;
  }
  return sum_s;
}

Trace traced_pass(TaskAccounting& accounting, Runner& runner) {
  Trace trace;
  trace.wall_s = seconds_of(runner, accounting.begin_strict());
  accounting.check_strict();
  trace.spans = accounting.spans();
  return trace;
}

// Of a workload one of whose tasks ends its worker: if this process outlives that, one pass, until
// run() has noticed.
TrialRecord what_survives(TrialRecord record, TaskAccounting& accounting,
                          std::unique_ptr<Runner> runner) {
  const std::int64_t start = accounting.begin_strict();
  try {
    runner->run();
  } catch (const std::exception&) {  // that is the answer
  }
  const std::int64_t end = now_ns();
  runner.reset();
  record.passes = 1;
  record.cold_s = record.wall_s = record.wall_min_s = record.wall_max_s =
      static_cast<double>(end - start) * 1e-9;
  record.teardown_s = static_cast<double>(now_ns() - end) * 1e-9;
  record.workers_seen = accounting.workers_started();
  record.max_in_flight = accounting.max_in_flight();
  record.observed = Observed{static_cast<double>(accounting.right_results()), {}};
  record.peak_rss_kib = peak_rss_kib();
  return record;
}

void refuse_left_children() {
  if (has_children()) throw std::runtime_error("the runner left a child process behind");
}

}  // namespace

TrialRecord measure(const TrialRequest& request, const WorkloadInfo& info, const RunnerInfo& how) {
  if (!how.scales && request.workers != 1) {
    throw Unsupported(fmt::format("this runner has 1 worker, not {}", request.workers));
  }
  const Parameters parameters{request.workload, info.parameters, request.parameters};
  const double rate_per_s = info.rate_per_s != nullptr ? info.rate_per_s(parameters) : 0;
  if (rate_per_s > 0 && !how.in_order) throw Unsupported(not_in_order);
  const std::string why_not = why_not_shared(info, parameters, how.cannot_share, request.workers);
  if (!why_not.empty()) throw Unsupported(why_not);
  const auto workload = info.made(parameters, request.scratch, request.workers);
  const bool traced = request.trace && workload->task_count() <= most_traced_tasks;
  TaskAccounting accounting{*workload, request.workers, traced, to_json(request), rate_per_s > 0};
  TrialRecord record;
  record.tasks = accounting.task_count();
  record.digest = {accounting.digest()};

  std::int64_t start = now_ns();
  std::unique_ptr<Runner> runner = how.make(accounting, request.workers);
  record.setup_s = static_cast<double>(now_ns() - start) * 1e-9;

  if (info.counts_survivors) return what_survives(record, accounting, std::move(runner));

  record.cold_s = seconds_of(*runner, accounting.begin_strict());
  accounting.check_strict();
  record.max_in_flight = accounting.max_in_flight();

  record.passes = request.passes > 0 ? request.passes
                  : rate_per_s > 0   ? passes_of(request.min_sample_s, record.cold_s)
                                     : passes_for(request.min_sample_s, accounting, *runner);
  const double task_s = record.cold_s * request.workers /
                        static_cast<double>(std::max<std::uint64_t>(record.tasks, 1));
  PassTimes times{record.passes};
  UsageElsewhere elsewhere;
  HostLoad host{[&] {
    elsewhere = runner->usage_elsewhere();
    auto cpu_s = cpu_s_of_trial(request.helper_pid, accounting.live_workers());
    if (cpu_s) *cpu_s += cpu_s_on(this_machine(), elsewhere);
    return cpu_s;
  }};
  accounting.begin_measuring(task_s >= long_task_s);
  host.begin();
  const UsageElsewhere elsewhere_before = elsewhere;
  const Usage before = usage_of_process_and_reaped();
  time_passes(accounting, *runner, record.passes, task_s >= timed_task_s, request.slowdown, times);
  const Usage after = usage_of_process_and_reaped();
  const HostLoadReading load = host.end();
  Usage live = accounting.end_measuring();
  record.per_worker = accounting.per_worker();
  live += add_usage(elsewhere_before, elsewhere, record.per_worker);
  record.per_host = host_records(elsewhere_before, elsewhere, record.per_worker, this_machine(),
                                 load.foreign_cpu_s);

  record.wall_s = times.mean_s();
  record.wall_min_s = times.min_s();
  record.wall_max_s = times.max_s();
  record.spread = times.spread();
  record.latency = accounting.latencies().result(rate_per_s, record.passes);
  const auto passes = static_cast<double>(record.passes);
  record.cpu_s = static_cast<double>(after.cpu_ns - before.cpu_ns + live.cpu_ns) * 1e-9 / passes;
  record.voluntary_switches =
      after.switches.voluntary - before.switches.voluntary + live.switches.voluntary;
  record.involuntary_switches =
      after.switches.involuntary - before.switches.involuntary + live.switches.involuntary;
  record.workers_seen = accounting.workers_seen();
  record.foreign_cpu_s = load.foreign_cpu_s;
  record.steal_s = load.steal_s;
  record.throttled_s = load.throttled_s;
  record.runq_wait_s = run_queue_wait_s(record.per_worker);
  if (const auto seen = accounting.observed_per_pass())
    record.observed = Observed{*seen, {}};
  else if (!info.observed.empty() && info.make_shared == nullptr)
    record.observed = Observed{accounting.observed(), {}};
  if (traced) record.trace = traced_pass(accounting, *runner);

  start = now_ns();
  runner.reset();
  record.teardown_s = static_cast<double>(now_ns() - start) * 1e-9;
  refuse_left_children();
  record.peak_rss_kib = peak_rss_kib();
  for (const WorkerUsage& worker : elsewhere.workers)
    record.peak_rss_kib = std::max(*record.peak_rss_kib, worker.peak_rss_kib);
  return record;
}

}  // namespace parbench
