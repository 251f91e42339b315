#include "bench/trial/task_accounting.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/digest.hpp"

namespace parbench {

TaskAccounting::TaskAccounting(const Workload& workload, int workers, bool traced,
                               std::string request, bool open_loop)
    : workload_{workload},
      request_{std::move(request)},
      expected_(workload.task_count()),
      workers_{std::make_unique<Worker[]>(static_cast<std::size_t>(workers))},
      accounts_{static_cast<std::size_t>(workers)},
      slots_{workload.task_count()},
      spans_{traced ? workload.task_count() : 0},
      shared_{1},
      latencies_{open_loop ? workers : 0} {
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    expected_[i] = workload.expected(i);
    expected_sum_ += mix(i, expected_[i]);
  }
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    workers_[i].number = static_cast<int>(i);
    workers_[i].observed = &accounts_[i].observed;
    workers_[i].children = &accounts_[i].children;
    workers_[i].latency = latencies_.of(i);
  }
}

TaskAccounting::Account& TaskAccounting::account_of(std::size_t index, int worker) const {
  if (static_cast<std::size_t>(worker) < accounts_.size())
    return accounts_[static_cast<std::size_t>(worker)];
  throw WrongResult(fmt::format("task {} ran as worker {}: workers are numbered 0 to {}", index,
                                worker, accounts_.size() - 1));
}

void TaskAccounting::run_task(std::size_t index, int worker) const {
  Account& account = account_of(index, worker);
  if (shared_[0].strict) {
    run_strict(index, worker, account);
  } else {
    run_counted(index, worker, account);
  }
}

std::uint64_t TaskAccounting::run_counted(std::size_t index, int worker, Account& account) const {
  account.current.store(index + 1, std::memory_order_relaxed);
  Worker& seen = workers_[static_cast<std::size_t>(worker)];
  if (account.pass != shared_[0].pass || account.tid == 0) {
    open(account);
    seen.pass_start_ns = shared_[0].pass_start_ns;
  }
  const std::uint64_t digest = workload_.run_task(index, seen);
  account.mix += mix(index, digest);
  ++account.done;
  if (shared_[0].timed) account.last_ns = now_ns();
  account.current.store(0, std::memory_order_relaxed);
  return digest;
}

void TaskAccounting::start_strict(std::size_t index, int worker, const Account& account) const {
  if (index >= slots_.size()) {
    throw WrongResult(fmt::format("task {} was run, but there are {} tasks", index, slots_.size()));
  }
  if (account.current.load(std::memory_order_relaxed) != 0) shared_[0].clash = worker;
  const int in_flight = ++shared_[0].in_flight;
  int most = shared_[0].most_in_flight;
  while (most < in_flight && !shared_[0].most_in_flight.compare_exchange_weak(most, in_flight)) {
  }
  ++slots_[index].runs;
}

void TaskAccounting::end_strict(std::size_t index, std::uint64_t digest,
                                const SpanSlot& span) const {
  slots_[index].digest = digest;
  if (spans_.size() > 0) spans_[index] = span;
  --shared_[0].in_flight;
}

void TaskAccounting::run_strict(std::size_t index, int worker, Account& account) const {
  start_strict(index, worker, account);
  const std::int64_t start_ns = spans_.size() > 0 ? now_ns() : 0;
  const std::uint64_t digest = run_counted(index, worker, account);
  end_strict(index, digest, {worker, start_ns, spans_.size() > 0 ? now_ns() : 0});
}

// Once per pass and worker, and again when another thread takes over the worker number.
void TaskAccounting::open(Account& account) const {
  if (account.tid == 0) {
    account.pid = getpid();
    account.tid = static_cast<pid_t>(syscall(SYS_gettid));
    account.run_queue.pid = account.pid;
    account.run_queue.tid = account.tid;
    account.cpu_start_ns = thread_cpu_ns();
    account.switches_start = thread_switches();
  }
  if (account.pass != shared_[0].pass) open_pass(account, now_ns());
}

void TaskAccounting::open_pass(Account& account, std::int64_t first_ns) const {
  account.pass = shared_[0].pass;
  account.first_ns = first_ns;
  account.last_ns = 0;
}

void TaskAccounting::leave(int worker) const {
  Account& account = accounts_[static_cast<std::size_t>(worker)];
  if (account.tid == 0) return;  // it ran no task in this pass
  const Switches switches = thread_switches();
  account.last_ns = now_ns();
  account.cpu_ns += thread_cpu_ns() - account.cpu_start_ns;
  account.switches.voluntary += switches.voluntary - account.switches_start.voluntary;
  account.switches.involuntary += switches.involuntary - account.switches_start.involuntary;
  RunQueueAccounting::leave(account.run_queue, shared_[0].long_tasks);
  account.tid = 0;
}

std::int64_t TaskAccounting::start_pass(bool strict, bool timed) {
  for (Account& account : accounts_) account.done = account.mix = 0;
  workload_.begin_pass();
  Shared& shared = shared_[0];
  ++shared.pass;
  shared.strict = strict;
  shared.timed = timed;
  return shared.pass_start_ns = now_ns();
}

std::int64_t TaskAccounting::begin_strict() {
  for (Slot& slot : slots_) {
    slot.runs = 0;
    slot.digest = 0;
  }
  return start_pass(true, false);
}

std::int64_t TaskAccounting::begin_pass(bool timed) { return start_pass(false, timed); }

void TaskAccounting::check_pass() {
  latencies_.end_pass(shared_[0].pass_start_ns);
  std::uint64_t done = 0, sum = 0;
  for (Account& account : accounts_) {
    done += account.done;
    sum += account.mix;
    if (account.pass != shared_[0].pass) continue;
    account.tasks += account.done;
    account.first_sum_ns += account.first_ns - shared_[0].pass_start_ns;
    ++account.passes_seen;
    if (account.last_ns != 0) {
      account.last_sum_ns += account.last_ns - shared_[0].pass_start_ns;
      ++account.passes_with_last;
    }
  }
  if (done != expected_.size()) {
    throw WrongResult(fmt::format("{} tasks were run in a pass of {}", done, expected_.size()));
  }
  if (sum != expected_sum_) {
    throw WrongResult(fmt::format(
        "the results of a pass sum up to {}, expected {}: a task's result is wrong, or one "
        "ran twice and another did not run",
        digest_text(sum), digest_text(expected_sum_)));
  }
  if (const auto seen = workload_.check_pass()) {
    observed_sum_ += *seen;
    ++passes_observed_;
  }
}

void TaskAccounting::check_strict() {
  // First, because too many at once also clash.
  if (max_in_flight() > static_cast<int>(accounts_.size())) {
    throw WrongResult(
        fmt::format("{} tasks ran at once under {} workers", max_in_flight(), accounts_.size()));
  }
  if (shared_[0].clash >= 0) {
    throw WrongResult(
        fmt::format("two tasks ran at once under worker number {}", shared_[0].clash.load()));
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const std::uint32_t runs = slots_[i].runs;
    if (runs != 1) {
      throw WrongResult(fmt::format("task {} was run {} times", i, runs));
    }
    if (slots_[i].digest != expected_[i]) {
      throw WrongResult(fmt::format("task {} gave {}, expected {}", i,
                                    digest_text(slots_[i].digest), digest_text(expected_[i])));
    }
  }
  check_pass();
}

std::vector<Span> TaskAccounting::spans() const {
  const auto seconds = [this](std::int64_t ns) {
    return static_cast<double>(ns - shared_[0].pass_start_ns) * 1e-9;
  };
  std::vector<Span> spans;
  spans.reserve(spans_.size());
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const SpanSlot& slot = spans_[i];
    spans.push_back({i, slot.worker, seconds(slot.start_ns), seconds(slot.end_ns)});
  }
  return spans;
}

void TaskAccounting::begin_measuring(bool long_tasks) {
  observed_sum_ = 0;
  passes_observed_ = 0;
  shared_[0].long_tasks = long_tasks;
  run_queues_.begin();
  latencies_.begin();
  for (Account& account : accounts_) {
    run_queues_.begin(account.run_queue);
    account.tid = 0;  // the worker's next task reads the clock's start again
    account.tasks = account.passes_seen = account.passes_with_last = 0;
    account.cpu_ns = account.first_sum_ns = account.last_sum_ns = 0;
    account.switches = {};
    account.children = {};
  }
}

Usage TaskAccounting::end_measuring() {
  Usage live_processes;
  run_queue_waits_ns_.clear();
  for (Account& account : accounts_) {
    run_queue_waits_ns_.push_back(
        account.tasks > 0 ? run_queues_.end(account.run_queue, account.tid == 0) : std::nullopt);
    if (account.tid != 0 && account.pid == getpid()) {
      const auto cpu_ns = cpu_ns_of_thread(account.tid);
      const auto switches = switches_of_thread(account.tid);
      if (cpu_ns && switches) {
        account.cpu_ns += *cpu_ns - account.cpu_start_ns;
        account.switches.voluntary += switches->voluntary - account.switches_start.voluntary;
        account.switches.involuntary += switches->involuntary - account.switches_start.involuntary;
      }
      account.tid = 0;
    }
    account.cpu_ns += account.children.cpu_ns;
    account.switches.voluntary += account.children.voluntary_switches;
    account.switches.involuntary += account.children.involuntary_switches;
    account.children = {};
    // A live worker process is not in any rusage yet; a reaped one is in ours.
    if (account.pid != 0 && account.pid != getpid() && kill(account.pid, 0) == 0) {
      live_processes.cpu_ns += account.cpu_ns;
      live_processes.switches.voluntary += account.switches.voluntary;
      live_processes.switches.involuntary += account.switches.involuntary;
    }
  }
  return live_processes;
}

LiveWorkers TaskAccounting::live_workers() const {
  LiveWorkers workers;
  for (const Account& account : accounts_) {
    if (account.pid == 0 || account.pid == getpid() || kill(account.pid, 0) != 0) continue;
    workers.pids.insert(account.pid);
    workers.children_cpu_s += static_cast<double>(account.children.cpu_ns) * 1e-9;
  }
  return workers;
}

std::vector<WorkerRecord> TaskAccounting::per_worker() const {
  std::vector<WorkerRecord> rows;
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const Account& account = accounts_[i];
    WorkerRecord row;
    row.worker = static_cast<int>(i);
    row.tasks = account.tasks;
    row.passes = account.passes_seen;
    if (account.has_clock) {
      row.cpu_s = static_cast<double>(account.cpu_ns) * 1e-9;
      row.voluntary_switches = account.switches.voluntary;
      row.involuntary_switches = account.switches.involuntary;
    }
    if (i < run_queue_waits_ns_.size() && run_queue_waits_ns_[i])
      row.runq_wait_s = static_cast<double>(*run_queue_waits_ns_[i]) * 1e-9;
    if (account.passes_seen > 0) {
      row.first_s = static_cast<double>(account.first_sum_ns) * 1e-9 /
                    static_cast<double>(account.passes_seen);
    }
    if (account.passes_with_last > 0) {
      row.last_s = static_cast<double>(account.last_sum_ns) * 1e-9 /
                   static_cast<double>(account.passes_with_last);
    }
    rows.push_back(row);
  }
  return rows;
}

int TaskAccounting::workers_seen() const {
  return static_cast<int>(std::count_if(accounts_.begin(), accounts_.end(),
                                        [](const Account& a) { return a.tasks > 0; }));
}

int TaskAccounting::workers_started() const {
  const std::uint64_t pass = shared_[0].pass;
  return static_cast<int>(std::count_if(accounts_.begin(), accounts_.end(),
                                        [&](const Account& a) { return a.pass == pass; }));
}

int TaskAccounting::max_in_flight() const { return shared_[0].most_in_flight; }

double TaskAccounting::observed() const {
  std::uint64_t sum = 0;
  for (const Account& account : accounts_) sum += account.observed;
  return static_cast<double>(sum);
}

std::optional<double> TaskAccounting::observed_per_pass() const {
  if (passes_observed_ == 0) return std::nullopt;
  return observed_sum_ / static_cast<double>(passes_observed_);
}

std::size_t TaskAccounting::right_results() const {
  std::size_t right = 0;
  for (std::size_t i = 0; i < slots_.size(); ++i)
    right += slots_[i].runs == 1 && slots_[i].digest == expected_[i] ? 1 : 0;
  return right;
}

}  // namespace parbench
