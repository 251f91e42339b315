// Every column of a run's CSV files, once: name, unit, when it is empty, what it means, and the member that holds it. From these lists follow the record's JSON in both
// directions, the files' headers, rows and reader, datapackage.json and the tables of
// docs/columns.md. A new column is one entry at the end of its list, and where it is measured.
#pragma once

#include <span>
#include <string_view>

#include "bench/sample.hpp"

namespace parbench {

struct Column {
  std::string_view name;  // fixed for good, and so is the order
  std::string_view unit;
  std::string_view when_empty;  // empty: the column never is
  std::string_view meaning;
  std::string_view type = {};                     // empty: as the member's type says
  std::span<const std::string_view> values = {};  // all that are allowed, or empty
};

namespace column {
inline constexpr std::string_view not_ok = "the trial did not end ok";
inline constexpr std::string_view not_read = "not read";
inline constexpr std::string_view lost = "the trial did not end ok, or not read";
inline constexpr std::string_view as_there = "As in samples.csv.";
inline constexpr std::string_view roles[] = {"cell",      "twin_a", "twin_b",
                                             "reference", "probe",  "injected"};
inline constexpr std::string_view disturbances[] = {"foreign", "steal", "throttled", "clock_drift",
                                                    "paused"};
inline constexpr Column version{"schema_version", "", "", "Version of this table; 1."};
}  // namespace column

// Calls visit(column, pointer to member) for each column in the order of the file; members of
// TrialRecord are those of Sample::record.
template <typename Visit>
void visit_samples_columns(Visit&& visit) {
  using namespace column;
  visit(version, &Sample::version);
  visit({"run_id", "", "", "Name of the run."}, &Sample::run_id);
  visit({"machine_id", "", "", "The same for all runs on one installation; anonymous."},
        &Sample::machine_id);
  visit({"session", "", "", "Number of the session: a resumed run has several."}, &Sample::session);
  visit({"block", "", "",
         "Block, from 1: every unfinished cell of one workload once, close together in time."},
        &Sample::block);
  visit({"position", "", "", "Place of the trial within its block, from 1."}, &Sample::position);
  visit({"attempt", "", "", "1, or higher when the trial repeats a disturbed one."},
        &Sample::attempt);
  visit({"role", "", "",
         "Why the trial ran: as a cell of the plan, as one of the serial A/A pair, as a serial "
         "reference, as a probe of the machine, or with an injected slowdown.",
         "", roles},
        &Sample::role);
  visit({"status", "", "", "How the trial ended, whatever other trials did.", "", status_names},
        &Sample::status);
  visit({"reason", "", "the trial ended ok", "Why the trial did not end ok, in one line."},
        &Sample::reason);
  visit({"exit_signal", "", "no signal ended the process",
         "Number of the signal that ended the runner's process."},
        &Sample::exit_signal);
  visit(
      {"contamination", "", "undisturbed, or not judged",
       "What disturbed the trial: other load, stolen time, throttling, a drifting clock rate, or a "
       "pause of the run.",
       "", disturbances},
      &Sample::disturbance);
  visit({"workload", "", "", "What was computed, as in `parbench list`."}, &Sample::workload);
  visit({"params", "", "",
         "The workload's parameters: JSON, keys sorted; durations and sizes as on the command "
         "line.",
         "object"},
        &Sample::params);
  visit({"runner", "", "", "How it was spread over workers, as in `parbench list`."},
        &Sample::runner);
  visit({"workers", "", "",
         "N: execution contexts that run tasks; environment.json says what each runner counts."},
        &Sample::workers);
  visit({"tasks", "", not_ok, "Tasks in one pass."}, &TrialRecord::tasks);
  visit({"passes", "", not_ok, "Number of timed passes, without the cold one."},
        &TrialRecord::passes);
  visit({"setup_s", "s", not_ok, "Set-up of the runner, once per trial."}, &TrialRecord::setup_s);
  visit({"cold_s", "s", not_ok, "The first pass, with every result checked, once per trial."},
        &TrialRecord::cold_s);
  visit({"wall_s", "s", not_ok, "Time per pass: the mean of the timed passes."},
        &TrialRecord::wall_s);
  visit({"wall_min_s", "s", not_ok, "The shortest timed pass."}, &TrialRecord::wall_min_s);
  visit({"wall_max_s", "s", not_ok, "The longest timed pass."}, &TrialRecord::wall_max_s);
  visit({"teardown_s", "s", not_ok, "Tear-down of the runner, once per trial."},
        &TrialRecord::teardown_s);
  visit({"cpu_s", "s", lost,
         "CPU time per pass of all processes of the trial, without its helper process."},
        &TrialRecord::cpu_s);
  visit({"companion_cpu_s", "s", "there is no helper process, or not read",
         "CPU time of the workload's helper process (a server), from its start to its end."},
        &Sample::helper_cpu_s);
  visit({"workers_seen", "", not_ok, "Workers that ran a task in the timed passes."},
        &TrialRecord::workers_seen);
  visit({"max_in_flight", "", not_ok, "Most tasks that ran at once in the cold pass."},
        &TrialRecord::max_in_flight);
  visit({"foreign_cpu_s", "s", not_read,
         "CPU time that other programs used on the trial's CPUs during the timed passes, less 5 "
         "microseconds for each thread or process that started meanwhile: the kernel's work for "
         "it, which no process is charged for."},
        &TrialRecord::foreign_cpu_s);
  visit({"steal_s", "s", not_read,
         "Steal time: CPU time that the host took from this virtual machine during the timed "
         "passes."},
        &TrialRecord::steal_s);
  visit({"throttled_s", "s", not_read,
         "Time that a CPU quota stopped the trial's cgroup, or one above it, during the timed "
         "passes."},
        &TrialRecord::throttled_s);
  visit({"runq_wait_s", "s", not_read,
         "Time that workers were ready and waited for a CPU during the timed passes, added up."},
        &TrialRecord::runq_wait_s);
  visit({"voluntary_switches", "", lost,
         "Voluntary context switches (a thread waits) of all processes over all timed passes."},
        &TrialRecord::voluntary_switches);
  visit({"involuntary_switches", "", lost,
         "Involuntary context switches (another thread takes the CPU) of all processes over all "
         "timed passes."},
        &TrialRecord::involuntary_switches);
  visit({"peak_rss_kib", "KiB", lost, "Peak resident memory of the trial's largest process."},
        &TrialRecord::peak_rss_kib);
  visit({"digest", "", not_ok,
         "Checksum of one pass's results: x and 16 hexadecimal digits; equal for equal work."},
        &TrialRecord::digest);
  visit(
      {"observed", "", "the workload has no counter",
       "What the workload counted: over the whole trial, or per pass, if tasks share something. In "
       "samples.csv with its name: {\"connections\":16}."},
      &TrialRecord::observed);
  visit({"usable_cpus", "CPUs", "",
         "CPUs that the run may use: the smaller of affinity and quota, which may be a fraction."},
        &Sample::usable_cpus);
  visit({"started_at", "", "", "When the trial started: ISO 8601, UTC.", "datetime"},
        &Sample::started_at);
  visit({"slowdown", "", "the role is not injected",
         "Share by which the timed passes were lengthened on purpose: 0.05 is 5 %."},
        &Sample::slowdown);
}

// The columns that lead from another table's row to the trial's row in samples.csv.
template <typename Visit>
void visit_trial_columns(Visit&& visit) {
  using namespace column;
  visit(version, &Sample::version);
  visit({"run_id", "", "", as_there}, &Sample::run_id);
  visit({"block", "", "", as_there}, &Sample::block);
  visit({"position", "", "", as_there}, &Sample::position);
  visit({"attempt", "", "", as_there}, &Sample::attempt);
  visit({"workload", "", "", as_there}, &Sample::workload);
  visit({"params", "", "", as_there, "object"}, &Sample::params);
  visit({"runner", "", "", as_there}, &Sample::runner);
  visit({"workers", "", "", as_there}, &Sample::workers);
}

template <typename Visit>
void visit_workers_columns(Visit&& visit) {
  using namespace column;
  visit_trial_columns(visit);
  visit({"worker", "", "", "Number of the worker, from 0."}, &WorkerRecord::worker);
  visit({"tasks", "", "", "Tasks that this worker ran in all timed passes together."},
        &WorkerRecord::tasks);
  visit({"first_s", "s", "it ran no task",
         "From a pass's start to the start of the worker's first task: the mean over its passes."},
        &WorkerRecord::first_s);
  visit({"last_s", "s", "it ran no task, or tasks of less than 10 us, after which no clock is read",
         "From a pass's start to the end of the worker's last task: the mean over its passes."},
        &WorkerRecord::last_s);
  visit({"cpu_s", "s", not_read, "CPU time of this worker over all timed passes."},
        &WorkerRecord::cpu_s);
  visit({"voluntary_switches", "", not_read,
         "Voluntary context switches of this worker over all timed passes."},
        &WorkerRecord::voluntary_switches);
  visit({"involuntary_switches", "", not_read,
         "Involuntary context switches of this worker over all timed passes."},
        &WorkerRecord::involuntary_switches);
  visit({"runq_wait_s", "s", not_read,
         "Time that this worker was ready and waited for a CPU during the timed passes."},
        &WorkerRecord::runq_wait_s);
  visit({"passes", "", not_read, "Timed passes in which this worker ran a task."},
        &WorkerRecord::passes);
}

template <typename Visit>
void visit_spans_columns(Visit&& visit) {
  visit_trial_columns(visit);
  visit({"pass_s", "s", "", "Time of the whole traced pass."}, &Trace::wall_s);
  visit({"task", "", "", "Number of the task, from 0, in dispatch order."}, &Span::task);
  visit({"worker", "", "", "Number of the worker that ran it, from 0."}, &Span::worker);
  visit({"start_s", "s", "", "From the pass's start to the task's start."}, &Span::start_s);
  visit({"end_s", "s", "", "From the pass's start to the task's end."}, &Span::end_s);
}

template <typename Visit>
void visit_outside_load_columns(Visit&& visit) {
  using namespace column;
  visit_trial_columns(visit);
  visit({"wall_s", "s", "", "From before the trial's process started until it had ended."},
        &OutsideLoad::wall_s);
  visit({"cpu_s", "s", "",
         "CPU time of all processes of the trial, and of parbench itself meanwhile."},
        &OutsideLoad::cpu_s);
  visit({"foreign_cpu_s", "s", not_read,
         "CPU time that other programs used on the trial's CPUs meanwhile, as in samples.csv."},
        &OutsideLoad::foreign_cpu_s);
  visit({"steal_s", "s", not_read, "Steal time meanwhile."}, &OutsideLoad::steal_s);
  visit({"throttled_s", "s", not_read, "Time that a CPU quota stopped our cgroup meanwhile."},
        &OutsideLoad::throttled_s);
}

template <typename Visit>
void visit_hosts_columns(Visit&& visit) {
  using namespace column;
  visit_trial_columns(visit);
  visit({"host", "", "", "Name of the host, as `--hosts` gives it."}, &HostRecord::host);
  visit({"cpu_model", "", not_read, "As the host's kernel names it."}, &HostRecord::cpu_model);
  visit({"cpus", "CPUs", "", "CPUs that a worker there may use."}, &HostRecord::cpus);
  visit({"host_workers", "", "", "Workers of the trial that ran there."}, &HostRecord::workers);
  visit({"tasks", "", "", "Tasks that these ran in all timed passes together."},
        &HostRecord::tasks);
  visit({"cpu_s", "s", not_read, "CPU time of these over all timed passes."}, &HostRecord::cpu_s);
  visit({"foreign_cpu_s", "s", not_read,
         "CPU time that other programs used on these CPUs during the timed passes, as in "
         "samples.csv."},
        &HostRecord::foreign_cpu_s);
  visit({"steal_s", "s", not_read, "Steal time of these CPUs during the timed passes."},
        &HostRecord::steal_s);
  visit({"throttled_s", "s", not_read,
         "Time that a CPU quota stopped the first of these workers, during the timed passes."},
        &HostRecord::throttled_s);
  visit({"sent_bytes", "B", "",
         "Numbers of tasks that the master sent there in all timed passes: payload, without the "
         "headers of MPI and of the network."},
        &HostRecord::sent_bytes);
  visit({"received_bytes", "B", "", "Results that it received from there, counted alike."},
        &HostRecord::received_bytes);
}

template <typename Visit>
void visit_pauses_columns(Visit&& visit) {
  visit_trial_columns(visit);
  visit(
      {"paused_s", "s", "",
       "Time in which parbench itself stood still: stopped (Ctrl-Z, SIGSTOP), frozen (the freezer "
       "of a cgroup), or in a virtual machine that the host halted."},
      &Pause::paused_s);
  visit({"suspended_s", "s", "", "Time for which the machine was suspended."}, &Pause::suspended_s);
  visit({"stopped_s", "s", "", "Time in which only the trial's process was stopped."},
        &Pause::stopped_s);
}

template <typename Visit>
void visit_spread_columns(Visit&& visit) {
  visit_trial_columns(visit);
  visit({"passes", "", "",
         "Timed passes whose times were kept: all up to 65,536, evenly spaced ones of more. The "
         "shortest and the longest of all are wall_min_s and wall_max_s in samples.csv."},
        &Spread::passes);
  visit({"p5_s", "s", "fewer than 20 passes", "5 % of the passes took at most this long."},
        &Spread::p5_s);
  visit({"p25_s", "s", "fewer than 4 passes", "25 % of the passes took at most this long."},
        &Spread::p25_s);
  visit({"p50_s", "s", "fewer than 2 passes", "Half of the passes took at most this long."},
        &Spread::p50_s);
  visit({"p75_s", "s", "fewer than 4 passes", "75 % of the passes took at most this long."},
        &Spread::p75_s);
  visit({"p90_s", "s", "fewer than 10 passes", "90 % of the passes took at most this long."},
        &Spread::p90_s);
  visit({"p95_s", "s", "fewer than 20 passes", "95 % of the passes took at most this long."},
        &Spread::p95_s);
  visit({"p99_s", "s", "fewer than 100 passes, which say nothing of it",
         "99 % of the passes took at most this long."},
        &Spread::p99_s);
}

}  // namespace parbench
