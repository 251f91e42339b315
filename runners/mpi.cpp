// Master and workers over MPI, on one machine or several: rank 0 hands out the numbers of tasks and
// checks what comes back, ranks 1 to N run them. Each rank makes the data itself.
#include <mpi.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/runner.hpp"
#include "runners/mpi_messages.hpp"
#include "runners/mpi_start.hpp"
#include "runners/mpi_worker.hpp"

namespace parbench {
namespace {

// The executables of two builds may lay out their messages differently: this one is text.
struct Build {
  char text[160] = {};
};

// What two clocks differ by, from answers to questions: half of the shortest way there and back is
// the most that it is wrong by.
constexpr int clock_questions = 16;

class Mpi final : public Runner {
 public:
  Mpi(const Job& job, int workers, const HostCounts& hosts)
      : job_{job}, queued_(static_cast<std::size_t>(workers)), workers_{workers} {
    std::uint64_t name = static_cast<std::uint64_t>(getpid());
    MPI_Bcast(&name, sizeof name, MPI_BYTE, 0, MPI_COMM_WORLD);
    for (int worker = 0; worker < workers_; ++worker) throw_failure(receive_report());
    place(hosts);
    for (const Host& host : hosts_) learn_clock(host);
  }

  // A failure leaves tasks under way: the end of this rank then ends the others, through mpirun.
  ~Mpi() override {
    if (failed_) return;
    for (int worker = 0; worker < workers_; ++worker) order(worker, end_of_work);
    MPI_Finalize();
  }

  void run() override {
    const std::uint64_t tasks = job_.task_count();
    next_ = 0;
    for (Queue& queue : queued_) queue.running = queue.next = std::nullopt;
    // Each worker one, and then each a second, so that none waits for the master between two.
    for (int round = 0; round < 2; ++round) {
      for (int worker = 0; worker < workers_; ++worker) hand_out(worker, tasks);
    }
    for (std::uint64_t done = 0; done < tasks; ++done) {
      TaskReport report = receive_report();
      throw_failure(report);
      Queue& queue = of(static_cast<int>(report.worker));
      ++queue.reports;
      to_own_clock(report, queue);
      job_.end_elsewhere(report);
      queue.running = queue.next;
      queue.next.reset();
      if (queue.running) start(*queue.running, static_cast<int>(report.worker));
      hand_out(static_cast<int>(report.worker), tasks);
    }
  }

  UsageElsewhere usage_elsewhere() override {
    UsageElsewhere used;
    used.workers = answers<WorkerUsage>(all_workers(), ask_usage);
    for (const Host& host : hosts_) {
      HostUsage& usage = used.hosts.emplace_back();
      usage.name = host.name;
      usage.workers = host.workers;
      for (const int worker : host.workers) {
        usage.sent_bytes += of(worker).orders * sizeof(std::uint64_t);
        usage.received_bytes += of(worker).reports * short_report;
      }
      usage.reading = answers<HostReading>({host.workers.front()}, ask_host).front();
    }
    return used;
  }

 private:
  struct Queue {
    std::optional<std::uint64_t> running, next;
    std::uint64_t orders = 0, reports = 0;  // messages so far
    std::int64_t ahead_ns = 0;              // of our clock
    std::int64_t started_ns = 0;            // by our clock: the running task at the earliest
    bool other_clock = false;
  };

  struct Host {
    std::string name;
    std::vector<int> workers;
  };

  Queue& of(int worker) { return queued_[static_cast<std::size_t>(worker)]; }

  std::vector<int> all_workers() const {
    std::vector<int> all(queued_.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }

  void place(const HostCounts& counts) {
    int next = 0;
    for (const auto& [name, count] : counts) {
      Host& host =
          hosts_.emplace_back(Host{name, std::vector<int>(static_cast<std::size_t>(count))});
      for (int& worker : host.workers) worker = next++;
    }
  }

  void learn_clock(const Host& host) {
    std::int64_t shortest_ns = INT64_MAX, ahead_ns = 0;
    for (int question = 0; question < clock_questions; ++question) {
      const std::int64_t asked_ns = now_ns();
      const auto there_ns = answers<std::int64_t>({host.workers.front()}, ask_clock).front();
      const std::int64_t took_ns = now_ns() - asked_ns;
      if (took_ns >= shortest_ns) continue;
      shortest_ns = took_ns;
      ahead_ns = there_ns - asked_ns - took_ns / 2;
    }
    for (const int worker : host.workers) {
      of(worker).ahead_ns = ahead_ns;
      of(worker).other_clock = true;
    }
  }

  // A task starts after it was handed out, and ends before its result is here, whatever the clocks say.
  static void to_own_clock(TaskReport& report, const Queue& queue) {
    if (!queue.other_clock) return;
    const std::int64_t now = now_ns();
    report.end_ns = std::clamp(report.end_ns - queue.ahead_ns, queue.started_ns, now);
    report.start_ns = std::clamp(report.start_ns - queue.ahead_ns, queue.started_ns, report.end_ns);
  }

  static void order(int worker, std::uint64_t what) {
    send(&what, sizeof what, worker + 1, order_tag);
  }

  template <typename Answer>
  static std::vector<Answer> answers(const std::vector<int>& workers, std::uint64_t question) {
    std::vector<Answer> all(workers.size());
    for (const int worker : workers) order(worker, question);
    for (std::size_t i = 0; i < workers.size(); ++i)
      receive(&all[i], sizeof(Answer), await(workers[i] + 1, answer_tag));
    return all;
  }

  void start(std::uint64_t task, int worker) {
    if (of(worker).other_clock) of(worker).started_ns = now_ns();
    job_.start_elsewhere(task, worker);
  }

  // A second task only while enough are left for all: none may wait behind another at the end.
  void hand_out(int worker, std::uint64_t tasks) {
    Queue& queue = of(worker);
    if (next_ == tasks || queue.next) return;
    if (queue.running && tasks - next_ < queued_.size() + 1) return;
    if (queue.running) {
      queue.next = next_;
    } else {
      queue.running = next_;
      start(next_, worker);
    }
    ++queue.orders;
    order(worker, next_++);
  }

  static TaskReport receive_report() {
    TaskReport report;
    receive(&report, sizeof report, await(MPI_ANY_SOURCE, report_tag));
    return report;
  }

  void throw_failure(const TaskReport& report) {
    if (report.outcome == TaskOutcome::done) return;
    failed_ = true;
    job_.end_elsewhere(report);
  }

  const Job& job_;
  std::vector<Queue> queued_;
  std::vector<Host> hosts_;
  const int workers_;
  std::uint64_t next_ = 0;
  bool failed_ = false;
};

std::string named_hosts() {
  const char* const hosts = getenv(hosts_variable);
  return hosts != nullptr ? hosts : "";
}

// On a host, the folder of this job, which Open MPI's daemon removes however the job ends.
std::filesystem::path own_scratch() {
  const char* const folder = getenv("PMIX_SERVER_TMPDIR");
  return folder != nullptr ? folder : "";
}

// Ranks of this machine share memory in the trial's folder, which outlives no kill; on other hosts
// Open MPI's daemon removes it. Slurm hands the variable on to those.
void choose_shared_memory() {
  const char* const folder = getenv(folder_variable);
  if (folder != nullptr && own_scratch().string().starts_with(std::string(folder) + "/"))
    setenv("OMPI_MCA_btl_vader_backing_directory", folder, 0);
}

HostCounts placed_workers(int workers) {
  return spread_workers(read_host_counts(named_hosts()), workers);
}

// Called by every rank, and only if hosts were named.
void refuse_other_builds(const RemoteTrial& trial, int rank) {
  Build own;
  trial.build().copy(own.text, sizeof own.text - 1);
  std::vector<Build> all(static_cast<std::size_t>(trial.workers) + 1);
  MPI_Gather(&own, sizeof own, MPI_BYTE, all.data(), sizeof own, MPI_BYTE, 0, MPI_COMM_WORLD);
  if (rank != 0) return;
  std::size_t next = 1;
  for (const auto& [host, workers] : placed_workers(trial.workers)) {
    const std::string_view there = all[next].text;
    if (there != own.text) {
      throw std::runtime_error("host " + host + " has another build (" + std::string(there) +
                               ") than this machine (" + own.text +
                               "): install the same one there, at the same path");
    }
    next += static_cast<std::size_t>(workers);
  }
}

bool serve(const RemoteTrial& trial) {
  prctl(PR_SET_TIMERSLACK, 1);  // on another machine nobody has set it
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  choose_shared_memory();
  MPI_Init(nullptr, nullptr);
  int rank = 0, ranks = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks != trial.workers + 1)
    throw std::runtime_error("this trial needs a master and " + std::to_string(trial.workers) +
                             " workers, not " + std::to_string(ranks) +
                             " ranks: start it as `launch` of --describe says");
  int elsewhere = named_hosts().empty() ? 0 : 1;
  MPI_Bcast(&elsewhere, 1, MPI_INT, 0, MPI_COMM_WORLD);
  if (elsewhere != 0) {
    refuse_other_builds(trial, rank);
    if (rank == 0) std::fprintf(stderr, "%s\n", ranks_started);
  }
  if (rank == 0) return false;
  MpiWorker{trial, static_cast<std::uint32_t>(rank - 1), elsewhere != 0 ? own_scratch() : ""}
      .work();
  MPI_Finalize();
  return true;
}

}  // namespace

const RunnerInfo runner_info{
    .about = "master and workers over MPI: task numbers out, results back, two per worker at most",
    .counts = "N worker ranks; one more rank hands out and checks",
    .scales = true,
    .one_at_a_time = false,
    .cannot_share = "its workers are programs of their own, without common memory",
    .version = "MPI " + std::to_string(MPI_VERSION) + "." + std::to_string(MPI_SUBVERSION),
    .environment = {},
    .worker_bytes = 32U << 20U,
    .start = start_mpirun,
    .serve = serve,
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<Mpi>(job, workers, placed_workers(workers));
    },
};

}  // namespace parbench
