// The table of columns itself; names are fixed for good, and new columns come last.
#include "bench/output/columns.hpp"

namespace parbench {
namespace {

constexpr std::string_view not_ok = "the trial did not end ok";
constexpr std::string_view not_read = "not read";
constexpr std::string_view lost = "the trial did not end ok, or it could not be read";

// The columns that lead to the trial's row in samples.csv, then a table's own.
std::vector<Column> with_trial(const std::vector<Column>& own) {
  std::vector<Column> columns{
      {"schema_version", "integer", "", "", "Version of this table; 1."},
      {"run_id", "string", "", "", "As in samples.csv."},
      {"block", "integer", "", "", "As in samples.csv."},
      {"position", "integer", "", "", "As in samples.csv."},
      {"attempt", "integer", "", "", "As in samples.csv."},
      {"workload", "string", "", "", "As in samples.csv."},
      {"params", "object", "", "", "As in samples.csv."},
      {"runner", "string", "", "", "As in samples.csv."},
      {"workers", "integer", "", "", "As in samples.csv."},
  };
  columns.insert(columns.end(), own.begin(), own.end());
  return columns;
}

}  // namespace

const std::vector<Column>& samples_columns() {
  static const std::vector<Column> columns{
      {"schema_version", "integer", "", "", "Version of this table; 1."},
      {"run_id", "string", "", "", "Name of the run."},
      {"machine_id", "string", "", "", "The same for all runs on one installation; anonymous."},
      {"session", "string", "", "", "One start of the driver: a resumed run has several."},
      {"block", "integer", "", "",
       "Block, from 1: every unfinished cell of one workload once, close together in time."},
      {"position", "integer", "", "", "Place of the trial within its block, from 1."},
      {"attempt", "integer", "", "", "1; higher when the trial is a repeat of a disturbed one."},
      {"role",
       "string",
       "",
       "",
       "Why the trial ran: as a cell of the plan, as one of the serial twins of the A/A check, as "
       "a serial reference, as a probe of the machine, or with an injected slow-down.",
       {"cell", "twin_a", "twin_b", "reference", "probe", "injected"}},
      {"status",
       "string",
       "",
       "",
       "How the trial ended; never depends on other trials.",
       {"ok", "wrong_result", "failed", "timeout", "unsupported"}},
      {"reason", "string", "", "the trial ended ok", "Why the trial did not end ok, in one line."},
      {"exit_signal", "integer", "", "no signal ended it",
       "Number of the signal that ended the runner's process."},
      {"contamination",
       "string",
       "",
       "undisturbed, or not judged",
       "What disturbed the trial: other load, stolen time, throttling, or a drifting clock rate.",
       {"foreign", "steal", "throttled", "clock_drift"}},
      {"workload", "string", "", "", "What was computed: a name that `parbench list` shows."},
      {"params", "object", "", "",
       "The workload's parameters: JSON, keys sorted; durations and sizes as on the command line."},
      {"runner", "string", "", "", "How it was spread: a name that `parbench list` shows."},
      {"workers", "integer", "", "",
       "N: execution contexts that run tasks; environment.json says what each runner counts."},
      {"tasks", "integer", "", not_ok, "Tasks in one pass."},
      {"passes", "integer", "", not_ok, "Timed passes, the cold one not among them."},
      {"setup_s", "number", "s", not_ok, "Set-up of the runner, once a trial."},
      {"cold_s", "number", "s", not_ok, "The first pass, fully checked, once a trial."},
      {"wall_s", "number", "s", not_ok,
       "Time of one pass: all timed passes together, divided by their number."},
      {"wall_min_s", "number", "s", not_ok, "The shortest timed pass."},
      {"wall_max_s", "number", "s", not_ok, "The longest timed pass."},
      {"teardown_s", "number", "s", not_ok, "Tear-down of the runner, once a trial."},
      {"cpu_s", "number", "s", lost,
       "CPU time of one pass, all of the trial's processes together."},
      {"companion_cpu_s", "number", "s", "there is no helper, or it could not be read",
       "CPU time of the workload's helper process (a server), from its start to its end."},
      {"workers_seen", "integer", "", not_ok, "Workers that ran a task in the timed passes."},
      {"max_in_flight", "integer", "", not_ok, "Most tasks at once in the cold pass."},
      {"foreign_cpu_s", "number", "s", not_read,
       "CPU time that others used on our CPUs during the timed passes, less 5 microseconds for "
       "each thread or process that started meanwhile: the kernel's work for it, which is charged "
       "to nobody."},
      {"steal_s", "number", "s", not_read,
       "CPU time that the host took from this virtual machine during the timed passes."},
      {"throttled_s", "number", "s", not_read,
       "Time that our own CPU quota stopped us during the timed passes."},
      {"runq_wait_s", "number", "s", not_read,
       "Time that workers were ready and waited for a CPU during the timed passes."},
      {"voluntary_switches", "integer", "", lost,
       "Times that a worker gave its CPU away to wait, over all timed passes."},
      {"involuntary_switches", "integer", "", lost,
       "Times that a worker lost its CPU to another, over all timed passes."},
      {"peak_rss_kib", "integer", "KiB", not_ok, "Memory of the trial's largest single process."},
      {"digest", "string", "", not_ok,
       "Sum over one pass's results: x and 16 hexadecimal digits; equal for equal work."},
      {"observed", "object", "", "the workload counts nothing of its own",
       "What the workload counted over the whole trial: JSON such as {\"connections\":16}."},
      {"usable_cpus", "number", "CPUs", "",
       "CPUs that the run may use: the lesser of affinity and quota, fraction kept."},
      {"started_at", "datetime", "", "", "When the trial started: ISO 8601, UTC."},
      {"slowdown", "number", "", "the role is not injected",
       "Share by which the timed passes were lengthened on purpose: 0.05 is 5 %."},
  };
  return columns;
}

const std::vector<Column>& workers_columns() {
  static const std::vector<Column> columns = with_trial({
      {"worker", "integer", "", "", "Number of the worker, from 0."},
      {"tasks", "integer", "", "", "Tasks that this worker ran in all timed passes."},
      {"first_s", "number", "s", "it ran no task",
       "From a pass's start to the start of the worker's first task, mean over the timed passes."},
      {"last_s", "number", "s",
       "it ran no task, or tasks under 10 us, after which no clock is read",
       "From a pass's start to the end of the worker's last task, mean over the timed passes."},
      {"cpu_s", "number", "s", not_read, "CPU time of this worker in all timed passes."},
      {"voluntary_switches", "integer", "", not_read,
       "Times that this worker gave its CPU away to wait, over all timed passes."},
      {"involuntary_switches", "integer", "", not_read,
       "Times that this worker lost its CPU to another, over all timed passes."},
      {"runq_wait_s", "number", "s", not_read,
       "Time that this worker was ready and waited for a CPU, over all timed passes."},
      {"passes", "integer", "", not_read, "Timed passes in which this worker ran a task."},
  });
  return columns;
}

const std::vector<Column>& spans_columns() {
  static const std::vector<Column> columns = with_trial({
      {"pass_s", "number", "s", "", "Time of the whole traced pass."},
      {"task", "integer", "", "", "Number of the task, from 0, in the order of hand-out."},
      {"worker", "integer", "", "", "Number of the worker that ran it, from 0."},
      {"start_s", "number", "s", "", "From the pass's start to the task's start."},
      {"end_s", "number", "s", "", "From the pass's start to the task's end."},
  });
  return columns;
}

std::string header_of(const std::vector<Column>& columns) {
  std::string header;
  for (const Column& column : columns) {
    if (!header.empty()) header += ',';
    header += column.name;
  }
  return header;
}

}  // namespace parbench
