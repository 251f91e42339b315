// A job that counts its tasks in memory shared with forked children and runs a test's code in them.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "bench/job.hpp"
#include "bench/shared_memory.hpp"

namespace parbench {

class FakeJob final : public Job {
 public:
  // What a task does; runs wherever the task runs, a forked child included.
  using TaskBody = std::function<void(std::size_t index, int worker)>;

  FakeJob(
      std::size_t tasks, int workers, TaskBody body = [](std::size_t, int) {})
      : workers_{workers},
        body_{std::move(body)},
        runs_{tasks},
        workers_seen_{static_cast<std::size_t>(workers)},
        totals_{1} {}

  std::size_t task_count() const override { return runs_.size(); }

  void run_task(std::size_t index, int worker) const override {
    Totals& totals = totals_[0];
    if (index >= runs_.size() || worker < 0 || worker >= workers_) {
      ++totals.out_of_range;
      return;
    }
    ++runs_[index];
    const int in_flight = ++totals.in_flight;
    int most = totals.most_in_flight;
    while (most < in_flight && !totals.most_in_flight.compare_exchange_weak(most, in_flight)) {
    }
    const BusyEnd busy_end = occupy(worker);
    const InFlightEnd in_flight_end{totals.in_flight};
    seen(worker).left = false;
    seen(worker).process = getpid();
    seen(worker).thread = gettid();
    ++totals.started;
    body_(index, worker);
  }

  // For event loops: the body runs on a thread of its own, as it may block.
  std::unique_ptr<WaitingTask> start_task(std::size_t index, int worker) const override {
    return std::make_unique<Steps>(*this, index, worker);
  }

  void leave(int worker) const override {
    const BusyEnd busy_end = occupy(worker);
    seen(worker).left = true;
  }

  int runs(std::size_t index) const { return runs_[index]; }
  int started() const { return totals_[0].started; }
  int most_in_flight() const { return totals_[0].most_in_flight; }
  int out_of_range() const { return totals_[0].out_of_range; }  // indices and worker numbers
  int clashes() const { return totals_[0].clashes; }  // two at once under one worker number

  // Workers that ran a task and did not leave after it.
  int not_left() const {
    int count = 0;
    for (const Seen& worker : workers_seen_) count += worker.left ? 0 : 1;
    return count;
  }

  // Of these, those whose CPU clock nobody can read any more: the thread has ended, or is in another
  // process.
  int clocks_lost() const {
    int count = 0;
    for (const Seen& worker : workers_seen_) {
      const bool readable =
          worker.process == getpid() && tgkill(worker.process, worker.thread, 0) == 0;
      count += worker.left || readable ? 0 : 1;
    }
    return count;
  }

  bool each_ran(int times) const {
    for (const std::atomic<int>& runs : runs_) {
      if (runs != times) return false;
    }
    return true;
  }

 private:
  struct alignas(64) Seen {
    std::atomic<bool> busy{false};
    std::atomic<bool> left{true};
    std::atomic<pid_t> process{0}, thread{0};
  };
  struct Totals {
    std::atomic<int> started{0}, in_flight{0}, most_in_flight{0}, out_of_range{0}, clashes{0};
  };
  struct InFlightEnd {
    std::atomic<int>& in_flight;
    ~InFlightEnd() { --in_flight; }
  };
  class Steps final : public WaitingTask {
   public:
    Steps(const FakeJob& job, std::size_t index, int worker)
        : body_{std::async(std::launch::async, [&job, index, worker] {
            const LeaveAtEnd leave{job, worker};
            job.run_task(index, worker);
          })} {}

    std::optional<Wait> step() override {
      if (body_.wait_for(std::chrono::seconds{0}) == std::future_status::timeout)
        return Wait{.deadline = std::chrono::steady_clock::now() + std::chrono::microseconds{100}};
      body_.get();
      return std::nullopt;
    }

    std::uint64_t digest() const override { return 0; }

   private:
    struct LeaveAtEnd {
      const FakeJob& job;
      int worker;
      ~LeaveAtEnd() { job.leave(worker); }
    };
    std::future<void> body_;
  };
  struct BusyEnd {
    std::atomic<bool>& busy;
    ~BusyEnd() { busy = false; }
  };

  BusyEnd occupy(int worker) const {
    if (seen(worker).busy.exchange(true)) ++totals_[0].clashes;
    return {seen(worker).busy};
  }

  Seen& seen(int worker) const { return workers_seen_[static_cast<std::size_t>(worker)]; }

  int workers_;
  TaskBody body_;
  SharedArray<std::atomic<int>> runs_;
  SharedArray<Seen> workers_seen_;
  SharedArray<Totals> totals_;
};

}  // namespace parbench
