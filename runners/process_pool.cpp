// N processes, forked at set-up, that take tasks by an atomic index in shared memory.
#include <fmt/format.h>
#include <sys/eventfd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "bench/processes/children.hpp"
#include "bench/processes/pass_gate.hpp"
#include "bench/processes/worker_status.hpp"
#include "bench/runner.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

Descriptor make_event() {
  Descriptor event{eventfd(0, EFD_CLOEXEC)};
  if (event.number() >= 0) return event;
  throw std::runtime_error(fmt::format("cannot open an eventfd: {}", system_error_text(errno)));
}

class ProcessPool final : public Runner {
 public:
  ProcessPool(const Job& job, int workers)
      : job_{job},
        workers_{workers},
        shared_{1},
        status_{workers},
        pass_over_{make_event()},
        children_{workers} {
    for (int worker = 0; worker < workers; ++worker) {
      children_.start(worker, [this, worker] { work(worker); });
    }
    pass(0);  // returns when every process has started
  }

  void run() override {
    pass(job_.task_count());
    if (status_.failed()) status_.throw_failure();
  }

 private:
  struct Shared {
    alignas(64) std::atomic<std::uint64_t> next{0};
    PassGate gate;
    std::uint64_t tasks = 0;
    alignas(64) std::atomic<int> in_pass{0};
  };

  // Waits on descriptors and not on a futex, because the death of a worker must wake it too.
  void pass(std::size_t tasks) {
    Shared& shared = shared_[0];
    shared.tasks = tasks;
    shared.next.store(0, std::memory_order_relaxed);
    shared.in_pass.store(workers_, std::memory_order_relaxed);
    shared.gate.open();
    if (const auto end = children_.wait(pass_over_.number())) {
      children_.end_all();
      status_.throw_death(*end);
    }
    eventfd_t count = 0;
    eventfd_read(pass_over_.number(), &count);
  }

  [[noreturn]] void work(int worker) const {
    Shared& shared = shared_[0];
    for (std::uint32_t passes_left = 0;; ++passes_left) {
      shared.gate.wait(passes_left);
      run_tasks(worker);
      job_.leave(worker);
      if (shared.in_pass.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        eventfd_write(pass_over_.number(), 1);
      }
    }
  }

  void run_tasks(int worker) const {
    Shared& shared = shared_[0];
    for (;;) {
      const std::uint64_t index = shared.next.fetch_add(1, std::memory_order_relaxed);
      if (index >= shared.tasks) return;
      if (status_.run_task(job_, index, worker)) continue;
      shared.next.store(shared.tasks, std::memory_order_relaxed);  // no further task starts
      return;
    }
  }

  const Job& job_;
  const int workers_;
  SharedArray<Shared> shared_;
  WorkerStatus status_;
  Descriptor pass_over_;
  Children children_;  // last: they end before what they share
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a pool of processes that take tasks by an atomic index in shared memory",
    .counts = "N child processes; the parent waits",
    .scales = true,
    .in_order = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ProcessPool>(job, workers);
    },
};

}  // namespace parbench
