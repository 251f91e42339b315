// N processes, forked at set-up, that receive each task and send each result as a message through
// pipes, as the process pools of most languages do.
#include <atomic>
#include <cstdint>
#include <iterator>

#include "bench/processes/children.hpp"
#include "bench/processes/futex.hpp"
#include "bench/processes/message_pipe.hpp"
#include "bench/processes/worker_status.hpp"
#include "bench/runner.hpp"

namespace parbench {
namespace {

struct Request {
  std::uint64_t task;
};

struct Reply {
  std::uint64_t task;
  std::uint32_t worker;
  std::uint32_t failed;
};

// Sent to each worker, and answered, after the last task of a pass.
constexpr std::uint64_t end_of_pass = ~std::uint64_t{0};

class ProcessPoolPipe final : public Runner {
 public:
  ProcessPoolPipe(const Job& job, int workers)
      : job_{job},
        workers_{static_cast<std::size_t>(workers)},
        passes_over_{1},
        status_{workers},
        children_{workers} {
    requests_.make_send_non_blocking();
    replies_.make_receive_non_blocking();
    for (int worker = 0; worker < workers; ++worker) {
      children_.start(worker, [this, worker] { work(worker); });
    }
    pass(0);  // returns when every process has started
  }

  void run() override { pass(job_.task_count()); }

 private:
  static constexpr std::size_t in_flight_per_worker =
      4;  // enough that no worker waits for the parent

  // Sends the tasks, and then an end of the pass for each worker.
  void pass(std::size_t tasks) {
    const std::size_t messages = tasks + workers_;
    const std::size_t window = in_flight_per_worker * workers_;
    std::size_t sent = 0;
    std::size_t answered = 0;
    while (answered < messages) {
      while (sent < messages && sent - answered < window &&
             requests_.send({sent < tasks ? sent : end_of_pass})) {
        ++sent;
      }
      answered += collect();
    }
    passes_over_[0].fetch_add(1, std::memory_order_release);
    futex_wake(passes_over_[0], INT_MAX);
  }

  std::size_t collect() {
    if (const auto end = children_.wait(replies_.read_end())) {
      children_.end_all();
      status_.throw_death(*end);
    }
    Reply replies[256];
    const std::size_t count = replies_.receive(replies, std::size(replies));
    for (std::size_t i = 0; i < count; ++i) {
      if (replies[i].failed == 0) continue;
      children_.end_all();
      status_.throw_failure();
    }
    return count;
  }

  [[noreturn]] void work(int worker) const {
    std::uint32_t passes_left = 0;
    for (;;) {
      Request request{};
      requests_.receive(&request, 1);
      const bool ends_pass = request.task == end_of_pass;
      bool done = true;
      if (ends_pass) {
        job_.leave(worker);
      } else {
        if (status_.failed()) continue;  // sent before the parent noticed
        done = status_.run_task(job_, request.task, worker);
      }
      replies_.send({request.task, static_cast<std::uint32_t>(worker), done ? 0U : 1U});
      // Waits until all have got their end of the pass: otherwise it could take another's.
      if (ends_pass) futex_wait(passes_over_[0], passes_left++);
    }
  }

  const Job& job_;
  const std::size_t workers_;
  SharedArray<std::atomic<std::uint32_t>> passes_over_;
  WorkerStatus status_;
  MessagePipe<Request> requests_;
  MessagePipe<Reply> replies_;
  Children children_;  // last: they end before what they share
};

}  // namespace

const RunnerInfo runner_info{
    .about = "a pool of processes; tasks and results are messages through two shared pipes",
    .counts = "N child processes; the parent dispatches and collects",
    .scales = true,
    .in_order = true,
    .version = {},
    .environment = {},
    .make = [](const Job& job, int workers) -> std::unique_ptr<Runner> {
      return std::make_unique<ProcessPoolPipe>(job, workers);
    },
};

}  // namespace parbench
