// Master and workers over MPI, on one machine or several: rank 0 hands out the numbers of tasks and
// checks what comes back, ranks 1 to N run them. Each rank makes the data itself.
#include <mpi.h>
#include <sched.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/runner.hpp"
#include "runners/mpi_start.hpp"

namespace parbench {
namespace {

constexpr std::uint64_t end_of_work = ~std::uint64_t{0}, ask_usage = end_of_work - 1;
constexpr int order_tag = 1, report_tag = 2, usage_tag = 3;

// All but the text, which only a failure has.
constexpr int short_report = offsetof(TaskReport, failure);

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// Waits for a message. MPI's own receive would keep a CPU busy. It looks again after at most an eighth
// of the time that it has waited, so that a wait becomes at most an eighth longer.
MPI_Status await(int source, int tag) {
  constexpr std::int64_t awake_ns = 50'000, most_ns = 1'000'000;
  const std::int64_t start = now_ns();
  for (;;) {
    int here = 0;
    MPI_Status status;
    MPI_Iprobe(source, tag, MPI_COMM_WORLD, &here, &status);
    if (here != 0) return status;
    const std::int64_t waited = now_ns() - start;
    if (waited < awake_ns) {
      sched_yield();
    } else {
      const timespec pause{0, std::min(waited / 8, most_ns)};
      nanosleep(&pause, nullptr);
    }
  }
}

void receive(void* to, int bytes, const MPI_Status& from) {
  MPI_Recv(to, bytes, MPI_BYTE, from.MPI_SOURCE, from.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

void send(const void* what, std::size_t bytes, int rank, int tag) {
  MPI_Send(what, static_cast<int>(bytes), MPI_BYTE, rank, tag, MPI_COMM_WORLD);
}

void send_report(const TaskReport& report) {
  const bool done = report.outcome == TaskOutcome::done;
  send(&report, done ? short_report : sizeof report, 0, report_tag);
}

class Mpi final : public Runner {
 public:
  Mpi(const Job& job, int workers)
      : job_{job}, queued_(static_cast<std::size_t>(workers)), workers_{workers} {
    std::uint64_t name = static_cast<std::uint64_t>(getpid());
    MPI_Bcast(&name, sizeof name, MPI_BYTE, 0, MPI_COMM_WORLD);
    for (int worker = 0; worker < workers_; ++worker) throw_failure(receive_report());
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
    for (Queue& queue : queued_) queue = {};
    // Each worker one, and then each a second, so that none waits for the master between two.
    for (int round = 0; round < 2; ++round) {
      for (int worker = 0; worker < workers_; ++worker) hand_out(worker, tasks);
    }
    for (std::uint64_t done = 0; done < tasks; ++done) {
      const TaskReport report = receive_report();
      throw_failure(report);
      job_.end_elsewhere(report);
      const int worker = static_cast<int>(report.worker);
      Queue& queue = of(worker);
      queue.running = queue.next;
      queue.next.reset();
      if (queue.running) job_.start_elsewhere(*queue.running, worker);
      hand_out(worker, tasks);
    }
  }

  std::vector<WorkerUsage> usage_elsewhere() override {
    std::vector<WorkerUsage> used(queued_.size());
    for (int worker = 0; worker < workers_; ++worker) order(worker, ask_usage);
    for (int worker = 0; worker < workers_; ++worker)
      receive(&used[static_cast<std::size_t>(worker)], sizeof(WorkerUsage),
              await(worker + 1, usage_tag));
    return used;
  }

 private:
  struct Queue {
    std::optional<std::uint64_t> running, next;
  };

  Queue& of(int worker) { return queued_[static_cast<std::size_t>(worker)]; }

  static void order(int worker, std::uint64_t what) {
    send(&what, sizeof what, worker + 1, order_tag);
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
      job_.start_elsewhere(next_, worker);
    }
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
  const int workers_;
  std::uint64_t next_ = 0;
  bool failed_ = false;
};

void work(const MakeRemoteTasks& make, std::uint32_t worker) {
  std::uint64_t name = 0;
  MPI_Bcast(&name, sizeof name, MPI_BYTE, 0, MPI_COMM_WORLD);
  TaskReport ready;
  std::unique_ptr<RemoteTasks> tasks;
  try {
    tasks = make(std::to_string(name));
    ready.outcome = TaskOutcome::done;
  } catch (const std::exception& error) {
    std::string(error.what()).copy(ready.failure, sizeof ready.failure - 1);
  }
  send_report(ready);
  for (bool failed = tasks == nullptr;;) {
    std::uint64_t order = 0;
    receive(&order, sizeof order, await(0, order_tag));
    if (order == end_of_work) return;
    if (order == ask_usage) {
      const WorkerUsage used = tasks->usage();
      send(&used, sizeof used, 0, usage_tag);
    } else if (!failed) {
      TaskReport report = tasks->run(order, worker);
      report.cpu_ns = report.voluntary_switches = report.involuntary_switches = 0;  // in usage()
      failed = report.outcome != TaskOutcome::done;
      send_report(report);
    }
  }
}

bool serve(int workers, const MakeRemoteTasks& make) {
  prctl(PR_SET_TIMERSLACK, 1);  // on another machine nobody has set it
  MPI_Init(nullptr, nullptr);
  int rank = 0, ranks = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks != workers + 1)
    throw std::runtime_error("this trial needs a master and " + std::to_string(workers) +
                             " workers, not " + std::to_string(ranks) +
                             " ranks: start it as `launch` of --describe says");
  if (rank == 0) return false;
  work(make, static_cast<std::uint32_t>(rank - 1));
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
      return std::make_unique<Mpi>(job, workers);
    },
};

}  // namespace parbench
